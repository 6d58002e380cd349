import { type Input, pad } from '../../../../protocol/inputs.ts';

/** Pads are sent no faster than screens show: what a thumb does in between, nobody sees. */
const LEAST_MS = 16;

/** The controller as this phone's thumbs and keys hold it now; says so to the hub whenever it changes. */
export class Pad {
  readonly #send: (input: Input) => void;
  /** Holders of each button: a thumb and a key may hold the same one. */
  readonly #held = new Map<number, Set<string>>();
  readonly #axes: [number, number, number, number] = [0, 0, 0, 0];
  #sentAt = Number.NEGATIVE_INFINITY;
  #last = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (input: Input) => void) {
    this.#send = send;
  }

  /** @param by who holds it, such as a pointer or a key. */
  button(button: number, by: string, down: boolean): void {
    const holders = this.#held.get(button) ?? new Set();
    if (down) holders.add(by);
    else holders.delete(by);
    this.#held.set(button, holders);
    // A press is never merged with its release.
    this.#tell();
  }

  /** @param value -1..1 */
  axis(axis: number | undefined, value: number): void {
    if (axis === undefined || axis > 3) return;
    this.#axes[axis] = Math.round(Math.max(-1, Math.min(1, value)) * 127);
    const wait = this.#sentAt + LEAST_MS - performance.now();
    if (wait <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), wait);
  }

  /** Lets go of everything. */
  rest(): void {
    this.#held.clear();
    this.#axes.fill(0);
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let buttons = 0;
    for (const [button, { size }] of this.#held) if (size > 0) buttons |= 1 << button;
    const input = pad(buttons, ...this.#axes);
    const text = `${input.buttons},${input.axes}`;
    if (text === this.#last || (this.#last === '' && text === '0,0,0,0,0')) return;
    this.#last = text;
    this.#sentAt = performance.now();
    this.#send(input);
  }
}
