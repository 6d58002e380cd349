import { type Input, pad } from '../../../../protocol/inputs.ts';

/** Pads are sent no faster than screens show: what a thumb does in between, nobody sees. */
const LEAST_MS = 16;

/** The controller as this phone's thumbs and keys hold it now; says so to the hub whenever it changes. */
export class Pad {
  readonly #send: (input: Input) => void;
  /** Holders of each button: a thumb and a key may hold the same one. */
  readonly #held = new Map<number, Set<string>>();
  readonly #axes: [number, number, number, number] = [0, 0, 0, 0];
  /** Axes that stay where they were put when all is let go. */
  readonly #lying = new Set<number>();
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

  /** How an axis stands, -1..1. */
  at(axis: number): number {
    return (this.#axes[axis] ?? 0) / 127;
  }

  /**
   * @param value -1..1
   * @param stays whether it stands so after `rest` too, as a slider does.
   */
  axis(axis: number | undefined, value: number, stays = false): void {
    if (axis === undefined || axis > 3) return;
    if (stays) this.#lying.add(axis);
    this.#axes[axis] = Math.round(Math.max(-1, Math.min(1, value)) * 127);
    const wait = this.#sentAt + LEAST_MS - performance.now();
    if (wait <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), wait);
  }

  /** Lets go of everything that a thumb holds. */
  rest(): void {
    this.#held.clear();
    for (let axis = 0; axis < this.#axes.length; axis += 1) if (!this.#lying.has(axis)) this.#axes[axis] = 0;
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
