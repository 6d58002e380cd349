import type { RoomEvent } from '../../../hub/room/room-state.ts';
import type { Snapshot } from '../../../hub/room/snapshot.ts';
import type { SavedHub } from '../../../hub/saved.ts';
import type { ClientEffect } from '../../../protocol/client/types.ts';
import type { Input } from '../../../protocol/inputs.ts';
import { createStateCodec, type StateCodec } from '../../../protocol/state-codec.ts';

/** A rule that did not hold. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule';
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** What must hold whatever happens, kept as simply as can be: rows of inputs, and states as bytes. */
export class Model {
  /** Inputs applied by member, in order, with the tick of each; begins anew with each session. */
  readonly #applied = new Map<number, { readonly tick: number; readonly input: Input }[]>();
  /** Canonical bytes of every state the hub made, by epoch and tick. */
  readonly #truth = new Map<number, Uint8Array>();
  readonly #codecs = new Map<unknown, StateCodec>();
  inputs = 0;
  statesCompared = 0;
  /** The first rule that did not hold. Kept, not thrown: whoever calls would take it for a fault of its own. */
  broken: string | undefined;

  #fail(rule: string): void {
    this.broken ??= rule;
  }

  /** A batch is about to be applied. */
  batch(events: readonly RoomEvent[], tick: number): void {
    for (const event of events) {
      if (event.type === 'join') this.#applied.set(event.member, []);
      if (event.type !== 'input') continue;
      const row = this.#applied.get(event.member);
      if (!row) {
        this.#fail(`input of member ${event.member}, who never joined`);
        continue;
      }
      if (event.sequence !== row.length + 1)
        this.#fail(`member ${event.member}: input ${event.sequence} applied after ${row.length}`);
      row.push({ tick, input: event.input });
      this.inputs += 1;
    }
  }

  /** The hub goes on from an older state: what was applied after it never happened. */
  rolledBack({ tick, sessions }: SavedHub): void {
    for (const row of this.#applied.values())
      while (row.length > 0 && (row.at(-1)?.tick ?? 0) > tick) row.pop();
    for (const { member, accepted } of sessions) {
      const row = this.#applied.get(member) ?? [];
      if (row.length !== accepted)
        this.#fail(`member ${member}: ${accepted} inputs saved as accepted, ${row.length} applied`);
    }
  }

  #bytes({ game }: Snapshot['state'], shared: unknown): Uint8Array {
    const codec = this.#codecs.get(game) ?? createStateCodec({ shared: game.shared });
    this.#codecs.set(game, codec);
    return codec.sharedFull(shared as Parameters<StateCodec['sharedFull']>[0]);
  }

  #game: Snapshot['state'] | undefined;

  /** The hub has made a state. */
  state({ tick, state, shared }: Snapshot): void {
    this.#game = state;
    const seats = [...state.members.values()].flatMap(({ seat }) => (seat === undefined ? [] : [seat]));
    if (new Set(seats).size !== seats.length) this.#fail(`tick ${tick}: a seat is held twice`);
    const key = state.epoch * 2 ** 32 + tick;
    const bytes = this.#bytes(state, shared);
    const before = this.#truth.get(key);
    if (before && !same(before, bytes))
      this.#fail(`two different states are epoch ${state.epoch} tick ${tick}`);
    this.#truth.set(key, bytes);
  }

  /** A phone has decoded a state. */
  decoded(phone: number, { epoch, tick, view }: Extract<ClientEffect, { type: 'state' }>): void {
    const truth = this.#truth.get(epoch * 2 ** 32 + tick);
    // The first state of each life is made before anybody looks.
    if (!truth || !this.#game) return;
    this.statesCompared += 1;
    if (!same(truth, this.#bytes(this.#game, view.shared)))
      this.#fail(`phone ${phone} decoded another state at epoch ${epoch} tick ${tick}`);
  }

  /** At the end: what a phone numbered is what was applied for it. */
  settled(phone: number, member: number | undefined, numbered: readonly Input[]): void {
    const row = this.#applied.get(member ?? -1) ?? [];
    if (row.length !== numbered.length)
      this.#fail(`phone ${phone}: ${numbered.length} inputs numbered, ${row.length} applied`);
    numbered.forEach((input, i) => {
      if (JSON.stringify(input) !== JSON.stringify(row[i]?.input))
        this.#fail(`phone ${phone}: input ${i + 1} was applied as another one`);
    });
  }
}
