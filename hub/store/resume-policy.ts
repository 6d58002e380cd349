import type { FoundRoom } from './recover.ts';

/** Starts in a row that may go wrong before the room itself is suspected. */
const ATTEMPTS = 8;
/** Of these, starts until the game that the room plays is suspected first, and then the next one. */
const ATTEMPTS_OF_A_GAME = 2;

/** Whether a room is taken up again without the game that it plays, as that may be what ends the hub. */
export const mustLeaveGame = ({ attempts, pulse }: Pick<FoundRoom, 'attempts' | 'pulse'>): boolean =>
  !pulse.stopped && attempts > 0 && attempts % ATTEMPTS_OF_A_GAME === 0;

export interface Wish {
  /** `--game` of this start. */
  readonly game: string;
  /** `--data-dir` was given: somebody looks after this hub. */
  readonly dataDirGiven: boolean;
  /** Phones find the hub where it was. */
  readonly samePort: boolean;
  readonly graceMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether a room that was found is taken up again. A clock that went back (a Pi without a battery) counts as no time.
 * @returns undefined for yes, else why not, for people; an empty text where nobody wonders.
 */
export const whyNotResume = (
  { identity, saved, pulse, attempts }: FoundRoom,
  wish: Wish,
): string | undefined => {
  if (saved.sessions.length === 0) return '';
  if (wish.now - pulse.at > wish.graceMs) return '';
  if (identity.wantedGame !== wish.game) return 'another game was asked for with --game';
  if (attempts >= ATTEMPTS) return `the hub ended ${attempts} times at once after taking it up`;
  if (wish.dataDirGiven) return undefined;
  if (pulse.stopped) return '';
  return wish.samePort ? undefined : '';
};
