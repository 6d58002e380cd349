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

/** Events wait this long at most before they are in a batch. */
const BATCH_MS = 40;

/** Inputs applied for one session, in order, with the tick of each. */
interface Row {
  readonly joined: number;
  readonly inputs: { readonly tick: number; readonly input: Input }[];
}

/** What must hold whatever happens, kept as simply as can be: rows of inputs, and states as bytes. */
export class Model {
  /** What was applied for each session that had a member's number, one after the other. */
  readonly #lives = new Map<number, Row[]>();
  readonly #awaySince = new Map<number, number>();
  readonly #graceMs: number;
  /** Canonical bytes of every state the hub made, by epoch and tick. */
  readonly #truth = new Map<number, Uint8Array>();
  readonly #codecs = new Map<unknown, StateCodec>();
  inputs = 0;
  statesCompared = 0;
  /** The first rule that did not hold. Kept, not thrown: whoever calls would take it for a fault of its own. */
  broken: string | undefined;
  /** Sessions that were away for longer than the grace time. */
  seatsFreed = 0;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  #fail(rule: string): void {
    this.broken ??= rule;
  }

  #row(member: number): Row | undefined {
    return this.#lives.get(member)?.at(-1);
  }

  /** A batch is about to be applied. `now` in milliseconds. */
  batch(events: readonly RoomEvent[], tick: number, now: number): void {
    for (const event of events) {
      if (event.type === 'tick' || event.type === 'second' || event.type === 'fault') continue;
      const { member } = event;
      if (event.type === 'join')
        this.#lives.set(member, [...(this.#lives.get(member) ?? []), { joined: tick, inputs: [] }]);
      else if (event.type === 'away') this.#awaySince.set(member, now);
      else if (event.type === 'back') this.#awaySince.delete(member);
      else if (event.type === 'leave') this.#left(member, now);
      else if (event.type === 'input') this.#input(event, tick);
    }
  }

  #left(member: number, now: number): void {
    const since = this.#awaySince.get(member);
    this.#awaySince.delete(member);
    this.seatsFreed += 1;
    if (since === undefined || now - since < this.#graceMs - BATCH_MS)
      this.#fail(
        `member ${member} lost its seat ${since === undefined ? 'while it was here' : `after ${now - since} ms`}`,
      );
  }

  #input({ member, sequence, input }: Extract<RoomEvent, { type: 'input' }>, tick: number): void {
    const row = this.#row(member);
    if (!row) return this.#fail(`input of member ${member}, who never joined`);
    const before = row.inputs.length;
    if (sequence !== before + 1) this.#fail(`member ${member}: input ${sequence} applied after ${before}`);
    row.inputs.push({ tick, input });
    this.inputs += 1;
  }

  /** The hub goes on from an older state: what was applied after it never happened. */
  rolledBack({ tick, sessions }: SavedHub): void {
    this.#awaySince.clear();
    for (const [member, lives] of this.#lives) {
      const left = lives.filter(({ joined }) => joined <= tick);
      this.#lives.set(member, left);
      for (const { inputs } of left) while ((inputs.at(-1)?.tick ?? 0) > tick) inputs.pop();
    }
    for (const { member, accepted } of sessions) {
      const applied = this.#row(member)?.inputs.length;
      if (applied !== accepted)
        this.#fail(`member ${member}: ${accepted} inputs saved as accepted, ${applied} applied`);
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
    const row = this.#row(member ?? -1)?.inputs ?? [];
    if (row.length !== numbered.length)
      this.#fail(`phone ${phone}: ${numbered.length} inputs numbered, ${row.length} applied`);
    numbered.forEach((input, i) => {
      if (JSON.stringify(input) !== JSON.stringify(row[i]?.input))
        this.#fail(`phone ${phone}: input ${i + 1} was applied as another one`);
    });
  }
}
