import { chooseLink } from '../link-policy.ts';
import type { ClientLink } from './client-link.ts';
import type { ClientCore } from './core.ts';

/** Links that may carry inputs: those that play, without those in doubt if there are others. */
const candidatesOf = (core: ClientCore): readonly ClientLink[] => {
  const playing = core.playing();
  const sound = playing.filter((link) => !link.doubted);
  return sound.length > 0 ? sound : playing;
};

/** Rule 9 for inputs. @returns the link with the best acknowledged round trip, if any plays. */
export const bestLink = (
  core: ClientCore,
  current: ClientLink | undefined,
  now: number,
): ClientLink | undefined => {
  const candidates = candidatesOf(core);
  const at = current ? candidates.indexOf(current) : -1;
  const measures = candidates.map((link) => link.measure(now));
  return candidates[chooseLink(measures, at < 0 ? undefined : at)];
};

/**
 * Numbers what waits and sends on each carrier whatever it has not carried yet. So a link that takes over sends again all that
 * the hub has not acknowledged, and the hub drops what it has (rule 5).
 */
export const sendInputs = (core: ClientCore, best: ClientLink | undefined, now: number): void => {
  const { outbox, options } = core;
  const { first, inputs } = outbox.number();
  inputs.forEach((input, i) => {
    core.push({ type: 'numbered', sequence: first + i, input });
  });
  if (!best) return;
  for (const link of options.inputsOver === 'both' ? candidatesOf(core) : [best]) {
    for (const run of outbox.runsAfter(link.sentUpTo)) {
      core.send(link, { type: 'input', ...run }, now);
      link.sentUpTo = run.first + run.inputs.length - 1;
    }
  }
};
