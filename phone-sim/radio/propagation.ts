import type { Controller } from './controller.ts';
import type { Position } from './controller-state.ts';

/** Log-distance path loss: dBm at one metre, and 10 * exponent per tenfold distance (2.2: a room with people in it). */
const rssiAtOneMetre = -45;
const perDecade = 22;

/** Who hears whom, how loud and with what loss. All pairs are symmetrical. */
export class Propagation {
  readonly #defaultRssi: number;
  readonly #sensitivity: number;
  readonly #positions = new Map<Controller, Position>();
  readonly #rssi = new Map<string, number | null>();
  readonly #loss = new Map<string, number>();
  loss: number;

  constructor(options: { defaultRssi: number; sensitivity: number; loss: number }) {
    this.#defaultRssi = options.defaultRssi;
    this.#sensitivity = options.sensitivity;
    this.loss = options.loss;
  }

  place(controller: Controller, position: Position | null): void {
    if (position) this.#positions.set(controller, position);
    else this.#positions.delete(controller);
  }

  /** Fixes the level between two radios; null puts them out of each other's range; undefined lets the model decide. */
  setRssi(a: Controller, b: Controller, dbm: number | null | undefined): void {
    if (dbm === undefined) this.#rssi.delete(pair(a, b));
    else this.#rssi.set(pair(a, b), dbm);
  }

  setLoss(a: Controller, b: Controller, loss: number | undefined): void {
    if (loss === undefined) this.#loss.delete(pair(a, b));
    else this.#loss.set(pair(a, b), loss);
  }

  forget(controller: Controller): void {
    this.#positions.delete(controller);
    for (const map of [this.#rssi, this.#loss]) {
      for (const key of map.keys()) if (key.split('/').includes(String(controller.id))) map.delete(key);
    }
  }

  /** dBm, or null when out of range. */
  rssi(a: Controller, b: Controller): number | null {
    const fixed = this.#rssi.get(pair(a, b));
    const level = fixed === undefined ? this.#byDistance(a, b) : fixed;
    return level === null || level < this.#sensitivity ? null : level;
  }

  lossBetween(a: Controller, b: Controller): number {
    return this.#loss.get(pair(a, b)) ?? this.loss;
  }

  #byDistance(a: Controller, b: Controller): number {
    const from = this.#positions.get(a);
    const to = this.#positions.get(b);
    if (!from || !to) return this.#defaultRssi;
    const metres = Math.max(0.1, Math.hypot(from.x - to.x, from.y - to.y));
    return Math.max(-127, Math.min(20, Math.round(rssiAtOneMetre - perDecade * Math.log10(metres))));
  }
}

function pair(a: Controller, b: Controller): string {
  return a.id < b.id ? `${a.id}/${b.id}` : `${b.id}/${a.id}`;
}
