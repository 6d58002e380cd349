import { writeSync } from 'node:fs';

/** Exit codes of a hub that failed; 0 is a stop that was asked for, 1 a start that failed, 2 a wish that nobody can grant. */
export const exitCodes = { failed: 70, outOfMemory: 71 } as const;

/** Saving and telling may take this long. */
const LAST_WORDS_MS = 1_500;

export interface LastWords {
  /** Saves the room and tells the phones. */
  readonly close: () => Promise<void>;
  /** Told with the error itself, for the log. */
  readonly log: (error: unknown) => void;
  readonly exit: (code: number) => void;
}

/** To a terminal that is closed too: this must not be what fails next. */
export const sayLast = (sentence: string): void => {
  try {
    writeSync(2, `${sentence}\n`);
  } catch {
    // Nobody reads it.
  }
};

/** @returns the first place in a stack that is not inside Node or a package, such as `hub/room/match.ts:40:7`. */
const placeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const ours = frames.find((line) => !/node_modules|node:|native|<anonymous>/.test(line)) ?? frames[0];
  const path = ours && /\(?([^\s()]+:\d+:\d+)\)?$/.exec(ours)?.[1];
  return path?.replace(/^file:\/\//, '').replace(/^.*\/(?=(?:hub|protocol|phone-sim|\.build)\/)/, '');
};

/**
 * The one place for errors that nobody expected. Whatever is wrong may be wrong everywhere, so the hub does not go on: it saves the
 * room, tells the phones and ends, in bounded time and with a code of its own. What fails meanwhile is logged and changes nothing.
 * @returns what to hand such an error to.
 */
export const lastResort = ({ close, log, exit }: LastWords): ((error: unknown) => void) => {
  let ending = false;
  return (error) => {
    if (!ending) {
      ending = true;
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const place = placeOf(error);
      sayLast(
        `The hub ends because something failed inside: ${what.replaceAll(/\s+/g, ' ')}${place ? ` (${place})` : ''}. Start it again: the room is saved and comes back.`,
      );
      setTimeout(() => exit(exitCodes.failed), LAST_WORDS_MS);
      // In a turn of its own: the error may have come from the middle of what is closed now.
      setImmediate(() => {
        close()
          .catch(log)
          .finally(() => exit(exitCodes.failed));
      });
    }
    log(error);
  };
};
