import type { Observable } from 'rxjs';

/** Frames of an observable, one at a time, for tests that wait for the next. */
export class FrameQueue {
  readonly #frames: Uint8Array[] = [];
  readonly #waiting: ((frame: Uint8Array | undefined) => void)[] = [];
  /** Resolves when the observable completes. */
  readonly ended: Promise<void>;
  #over = false;

  constructor(frames$: Observable<Uint8Array>) {
    this.ended = new Promise((resolve) => {
      frames$.subscribe({
        next: (frame) => {
          const taker = this.#waiting.shift();
          if (taker) taker(frame);
          else this.#frames.push(frame);
        },
        complete: () => {
          this.#over = true;
          for (const taker of this.#waiting.splice(0)) taker(undefined);
          resolve();
        },
      });
    });
  }

  /** @returns the next frame, or undefined at the end. */
  next(): Promise<Uint8Array | undefined> {
    const frame = this.#frames.shift();
    if (frame || this.#over) return Promise.resolve(frame);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** @returns the next frames; fewer if the end comes first. */
  async take(count: number): Promise<Uint8Array[]> {
    const taken: Uint8Array[] = [];
    for (let frame: Uint8Array | undefined; taken.length < count; taken.push(frame)) {
      frame = await this.next();
      if (!frame) break;
    }
    return taken;
  }

  /** @returns all frames up to the end. */
  all(): Promise<Uint8Array[]> {
    return this.take(Number.POSITIVE_INFINITY);
  }
}
