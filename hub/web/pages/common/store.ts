/** One value that changes, and those who want to hear of it: at most once for each frame of the screen. */
export class Store<T> {
  #value: T;
  #listener: ((value: T) => void) | undefined;
  #scheduled = false;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(change: Partial<T>): void {
    this.#value = { ...this.#value, ...change };
    if (this.#scheduled || !this.#listener) return;
    this.#scheduled = true;
    // A page in the background gets no frames; it has to keep up all the same.
    const run = (): void => {
      if (!this.#scheduled) return;
      this.#scheduled = false;
      this.#listener?.(this.#value);
    };
    if (document.hidden) setTimeout(run);
    else requestAnimationFrame(run);
  }

  /** Calls `listener` now and after changes. */
  listen(listener: (value: T) => void): void {
    this.#listener = listener;
    listener(this.#value);
  }
}
