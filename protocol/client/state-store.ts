import type { SeenState, StateCodec } from '../state-codec.ts';

/** What a client needs of a state codec. */
export type StateDecoder = Pick<StateCodec, 'decodeFull' | 'decodeDelta'>;

export interface KeptState {
  readonly tick: number;
  readonly view: SeenState;
}

/** States that a phone keeps as baselines, whichever link they came on (rule 6). */
export const KEPT_STATES = 64;

/** @returns whether epoch `a` came after `b`; epochs are bytes that wrap. */
export const isNewerEpoch = (a: number, b: number): boolean => {
  const ahead = (a - b) & 0xff;
  return ahead > 0 && ahead < 0x80;
};

/** The last states of one epoch by tick. */
export class StateStore {
  readonly epoch: number;
  readonly codec: StateDecoder;
  /** By the low 16 bits of the tick. */
  readonly #kept = new Map<number, KeptState>();
  #newest: KeptState | undefined;

  constructor(epoch: number, codec: StateDecoder) {
    this.epoch = epoch;
    this.codec = codec;
  }

  get newest(): KeptState | undefined {
    return this.#newest;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** @returns the kept state whose tick ends in these 16 bits. */
  byLow16(low: number): KeptState | undefined {
    return this.#kept.get(low);
  }

  /** Keeps a state; the oldest goes when there are too many. @returns whether it is newer than all before. */
  add(state: KeptState): boolean {
    const isNewest = !this.#newest || state.tick > this.#newest.tick;
    if (isNewest) this.#newest = state;
    this.#kept.set(state.tick & 0xffff, state);
    if (this.#kept.size > KEPT_STATES) this.#dropOldest();
    return isNewest;
  }

  #dropOldest(): void {
    let oldest: KeptState | undefined;
    for (const state of this.#kept.values()) if (!oldest || state.tick < oldest.tick) oldest = state;
    if (oldest) this.#kept.delete(oldest.tick & 0xffff);
  }
}
