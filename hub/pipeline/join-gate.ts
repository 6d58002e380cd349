import { Invitation, type InvitationOptions } from './invitation.ts';
import type { Source } from './sources.ts';

/** How guessing of the join code is slowed down: one count for the whole hub, since addresses can be changed at will. */
export const gateRules = {
  /** Wrong codes that cost nothing: people mistype. */
  freeTries: 5,
  firstPauseMs: 1_000,
  longestPauseMs: 30_000,
  /** One wrong code is forgotten in each such time without another. */
  forgetMs: 60_000,
  /** Those of one source are kept longer: whoever guesses from a hundred addresses still comes after those who do not. */
  forgetSourceMs: 3_600_000,
  /** Whoever was drawn when the gate opened has it for itself for this long: a person who types again, not only a program. */
  turnMs: 5_000,
  /** Wrong codes in a row, with no right one between, after which there is a new code. */
  newCodeAfter: 20,
  /** A room without people gets a new code this often. */
  newCodeMs: 43_200_000,
} as const;

/** More wrong codes than this make no pause longer, and would only be in the way of being forgotten. */
const MOST_WRONG =
  gateRules.freeTries + Math.ceil(Math.log2(gateRules.longestPauseMs / gateRules.firstPauseMs));

type Refusal = {
  readonly pass: false;
  readonly error: 'wrongCode' | 'tooManyAttempts';
  readonly retryMs: number;
};
export type GateAnswer = { readonly pass: true } | Refusal;

const passes = { pass: true } as const;

/** Sources that wait before those that have gone are looked for among them. */
const MANY_WAITING = 256;

/** What is left of `count` wrong codes, the last of them `ago`. */
const unforgotten = (count: number, ago: number, forgetMs: number): number =>
  Math.max(0, count - Math.floor(ago / forgetMs));

const wrongOf = ({ wrong, wrongAt }: Source, now: number): number =>
  unforgotten(wrong, now - wrongAt, gateRules.forgetSourceMs);

export interface GateOptions extends InvitationOptions {
  /** A number of 0 up to 1: who is next is drawn with it. */
  readonly random01: () => number;
}

/**
 * Says whether a join code may be looked at. Past the free tries each wrong code doubles the pause in which every code is refused, the
 * right one too: else guessing would simply go on. With four digits and 30 s a pause, trying all codes takes days.
 *
 * Whoever is refused in a pause is remembered, and when the pause is over one of those is drawn: by lot among the sources (of those that
 * still have a link) with the fewest wrong codes of their own. It has `turnMs` for itself. So being there first, or asking a thousand
 * times, gains nothing, and who has not guessed goes before who has.
 *
 * Only what can be guessed goes through here; proofs that cannot (a token, the host key) pass by it.
 */
export class JoinGate {
  readonly invitation: Invitation;
  readonly #random01: () => number;
  #wrong = 0;
  #lastWrong = 0;
  #closedUntil = 0;
  /** Refused since they last had a turn. */
  readonly #waiting = new Set<Source>();
  #turn: { readonly source: Source; readonly until: number } | undefined;

  constructor({ random01, ...invitation }: GateOptions) {
    this.invitation = new Invitation(invitation);
    this.#random01 = random01;
  }

  /** Whether a code of this source may be looked at now; if so, say what came of it by {@link wrong} or {@link right}. Times: milliseconds on any clock that does not go back. */
  ask(source: Source, now: number): GateAnswer {
    if (this.invitation.code === undefined) return passes;
    if (now < this.#closedUntil) return this.#wait(source, this.#closedUntil - now);
    if (this.#turn && (now >= this.#turn.until || this.#turn.source.links === 0)) this.#turn = undefined;
    if (!this.#turn && this.#waiting.size > 0) this.#draw(source, now);
    if (!this.#turn || this.#turn.source === source) {
      this.#waiting.delete(source);
      return passes;
    }
    return this.#wait(source, this.#turn.until - now);
  }

  #wait(source: Source, ms: number): Refusal {
    if (this.#waiting.size >= MANY_WAITING && !this.#waiting.has(source))
      for (const one of this.#waiting) if (one.links === 0) this.#waiting.delete(one);
    this.#waiting.add(source);
    return { pass: false, error: 'tooManyAttempts', retryMs: Math.ceil(ms) };
  }

  /** Gives the turn to one of those that wait, of which `asking` is one now. */
  #draw(asking: Source, now: number): void {
    this.#waiting.add(asking);
    let fewest = Number.POSITIVE_INFINITY;
    let drawn: Source[] = [];
    for (const source of this.#waiting) {
      if (source.links === 0) {
        this.#waiting.delete(source);
        continue;
      }
      const wrong = wrongOf(source, now);
      if (wrong < fewest) drawn = [];
      fewest = Math.min(fewest, wrong);
      if (wrong === fewest) drawn.push(source);
    }
    const next = drawn[Math.floor(this.#random01() * drawn.length)];
    if (!next) return;
    this.#waiting.delete(next);
    this.#turn = { source: next, until: now + gateRules.turnMs };
  }

  #unforgotten(now: number): number {
    return unforgotten(this.#wrong, now - this.#lastWrong, gateRules.forgetMs);
  }

  /** A code of this source was not the right one. */
  wrong(source: Source, now: number): Refusal {
    this.#wrong = Math.min(MOST_WRONG, this.#unforgotten(now) + 1);
    source.wrong = wrongOf(source, now) + 1;
    this.#lastWrong = now;
    source.wrongAt = now;
    this.#turn = undefined;
    const over = this.#wrong - gateRules.freeTries;
    const pause = over < 0 ? 0 : Math.min(gateRules.longestPauseMs, gateRules.firstPauseMs * 2 ** over);
    this.#closedUntil = now + pause;
    this.invitation.missed(gateRules.newCodeAfter);
    this.#tell(now);
    return { pass: false, error: 'wrongCode', retryMs: pause };
  }

  /** Somebody joined with the code. */
  right(source: Source): void {
    this.invitation.used();
    if (this.#turn?.source === source) this.#turn = undefined;
  }

  /** Looks at a code, if it is time to, and counts. */
  try(code: string, source: Source, now: number): GateAnswer {
    const answer = this.ask(source, now);
    if (!answer.pass || this.invitation.code === undefined) return answer;
    if (code !== this.invitation.code) return this.wrong(source, now);
    this.right(source);
    return answer;
  }

  /** Lets time pass. @param emptySince since when there are no people in the room; undefined while there are. */
  advance(now: number, emptySince: number | undefined): void {
    this.#tell(now);
    this.invitation.grow(emptySince === undefined ? 0 : now - emptySince, gateRules.newCodeMs);
  }

  #tell(now: number): void {
    this.invitation.guessing = this.#unforgotten(now) >= gateRules.freeTries;
  }
}
