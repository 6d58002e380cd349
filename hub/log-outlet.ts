import { constants, fstatSync, openSync, writeSync } from 'node:fs';

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;

/** @returns a descriptor for the same place whose writes never wait, where the system has such a one. */
const withoutWaiting = (fd: number): number => {
  const place = fstatSync(fd);
  if (place.isFile()) return fd;
  try {
    // An open file of our own: the one that was inherited may be shared with programs that want to wait.
    return openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    // A socket, as journald gives, cannot be opened again; Node's own stream on it makes it one that does not wait.
    if (fd === 2 && place.isSocket()) process.stderr.on('error', () => undefined);
    return fd;
  }
};

/** Whether a write failed only because the reader is behind. */
const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY');

/**
 * Where lines of the log go. Each is written at once, so that the last words before a crash are there, but nobody is waited for: where the
 * reader is behind (a terminal that was stopped with Ctrl-S, a pipe nobody empties), lines are left out and counted, and the game goes on.
 */
export class LogOutlet {
  readonly #fd: number | undefined;
  #rest: Uint8Array = new Uint8Array();
  #lost = 0;

  constructor(fd: number) {
    try {
      this.#fd = withoutWaiting(fd);
    } catch {
      // Closed by whoever started the hub: nobody wants a log.
      this.#fd = undefined;
    }
  }

  write(line: string): void {
    if (!this.#put(this.#rest)) {
      this.#lost += 1;
      return;
    }
    if (this.#lost > 0 && !this.#put(Buffer.from(`{"level":40,"linesLost":${this.#lost}}\n`))) return;
    this.#lost = 0;
    if (!this.#put(Buffer.from(line))) this.#lost = 1;
  }

  /** @returns false if nothing of it could be written; what is left of a part is written first the next time. */
  #put(bytes: Uint8Array): boolean {
    if (bytes.length === 0 || this.#fd === undefined) return true;
    try {
      this.#rest = bytes.subarray(writeSync(this.#fd, bytes));
      return true;
    } catch (error) {
      if (isFull(error)) return false;
      // A reader that is gone: there is nobody to tell.
      this.#rest = new Uint8Array();
      return true;
    }
  }
}
