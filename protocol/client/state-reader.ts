import type { GameDescriptor } from '../descriptor.ts';
import { ProtocolError } from '../errors.ts';
import type { MessageOf } from '../messages.ts';
import { parseDescriptor } from '../schema/parse.ts';
import { createStateCodec } from '../state-codec.ts';
import type { ClientLink } from './client-link.ts';
import { isNewerEpoch, type KeptState, type StateDecoder, StateStore } from './state-store.ts';

/** What a state message led to. `stale`: of a game that is over; `unreadable`: its baseline is not kept here. */
type Reading =
  | { readonly result: 'state'; readonly state: KeptState; readonly isNewest: boolean }
  | { readonly result: 'stale' }
  | { readonly result: 'unreadable' };

/** How descriptors become something that decodes; a program with many phones may share the work among them. */
export interface Decoding {
  /** @throws ProtocolError for text that is no descriptor. */
  parse(descriptor: string): GameDescriptor;
  codecOf(descriptor: GameDescriptor): StateDecoder;
}

/** Each phone for itself. */
export const plainDecoding: Decoding = { parse: parseDescriptor, codecOf: createStateCodec };

/** Reads states from all links of a session into one store for each epoch (rules 6 and 7). */
export class StateReader {
  readonly #decoding: Decoding;
  #store: StateStore | undefined;

  constructor(decoding: Decoding) {
    this.#decoding = decoding;
  }

  get newest(): KeptState | undefined {
    return this.#store?.newest;
  }

  get epoch(): number {
    return this.#store?.epoch ?? 0;
  }

  /** Another session: what was kept belongs to somebody who is gone. */
  forget(): void {
    this.#store = undefined;
  }

  /** A resume that names a state was sent: deltas against it may come without a `game` before them. */
  expectOn(link: ClientLink): void {
    link.store = this.#store;
    link.baseline = undefined;
  }

  /**
   * @returns the descriptor if it is news, or undefined if the session knows this epoch already.
   * @throws ProtocolError for one that cannot be read: states of that epoch are left out then.
   */
  game(link: ClientLink, { epoch, descriptor }: MessageOf<'game'>): GameDescriptor | undefined {
    const known = this.#store;
    if (known && !isNewerEpoch(epoch, known.epoch)) {
      // A slow link may still be at an older game: its states are of no use, and their baselines not ours.
      if (link.store !== known) link.baseline = undefined;
      link.store = known.epoch === epoch ? known : undefined;
      return undefined;
    }
    link.store = undefined;
    link.baseline = undefined;
    const parsed = this.#decoding.parse(descriptor);
    this.#store = new StateStore(epoch, this.#decoding.codecOf(parsed));
    link.store = this.#store;
    return parsed;
  }

  keyframe(link: ClientLink, { epoch, tick, body }: MessageOf<'keyframe'>): Reading {
    const store = this.#currentOf(link);
    if (!store) return { result: 'stale' };
    if (store.epoch !== epoch) throw new ProtocolError('badFrame', `keyframe of epoch ${epoch}`);
    return this.#take(link, store, { tick, view: store.codec.decodeFull(body) });
  }

  delta(link: ClientLink, { tick, age, body }: MessageOf<'delta'>): Reading {
    const store = this.#currentOf(link);
    if (!store) return { result: 'stale' };
    const low = (tick - age) & 0xffff;
    const pinned = link.baseline;
    const base = pinned && (pinned.tick & 0xffff) === low ? pinned : store.byLow16(low);
    if (!base) return { result: 'unreadable' };
    return this.#take(link, store, {
      tick: base.tick + age,
      view: store.codec.decodeDelta(body, base.view),
    });
  }

  #currentOf(link: ClientLink): StateStore | undefined {
    return link.store !== undefined && link.store === this.#store ? link.store : undefined;
  }

  #take(link: ClientLink, store: StateStore, state: KeptState): Reading {
    link.baseline = state;
    return { result: 'state', state, isNewest: store.add(state) };
  }
}
