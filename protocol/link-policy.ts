import type { LinkKind } from './links.ts';

/** What is known of one link of a session when the choice is made. */
export interface LinkMeasure {
  readonly kind: LinkKind;
  /** Smoothed round trip in milliseconds as acknowledged by the other side; undefined before the first. */
  readonly rttMs: number | undefined;
  /** Milliseconds since the oldest frame on this link that is still unanswered; 0 if none is. */
  readonly waitingMs: number;
}

/** A link must be this much better (milliseconds, and share) before a session moves to it: a player must not feel a link flutter. */
export const policy = { marginMs: 10, marginShare: 0.3, unknownMs: 60 } as const;

/** What a frame would probably need over this link: the measured round trip, or longer if an answer is overdue. */
export const expectedMs = (link: LinkMeasure): number =>
  Math.max(link.rttMs ?? policy.unknownMs, link.waitingMs);

/**
 * Which link of a session is used: by the hub for states, by a phone for inputs (SPEC.md section 10, rule 9).
 * @param links measures of the links that are up, at least one.
 * @param current index of the link in use, or undefined.
 * @returns the index to use: the current one unless another is better by more than the margin.
 */
export const chooseLink = (links: readonly LinkMeasure[], current: number | undefined): number => {
  let best = 0;
  links.forEach((link, i) => {
    const leader = links[best];
    if (leader && expectedMs(link) < expectedMs(leader)) best = i;
  });
  const used = current === undefined ? undefined : links[current];
  const rival = links[best];
  if (current === undefined || !used || !rival) return best;
  const margin = Math.max(policy.marginMs, expectedMs(used) * policy.marginShare);
  return expectedMs(rival) + margin < expectedMs(used) ? best : current;
};
