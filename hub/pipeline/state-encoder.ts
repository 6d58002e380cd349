import { limits } from '../../protocol/limits.ts';
import { messages } from '../../protocol/messages.ts';
import { createStateCodec } from '../../protocol/state-codec.ts';
import { describeGame } from '../games/describe.ts';
import type { AnyGame } from '../games/game.ts';
import { GameFault, type GuardedGame, guarded } from '../games/guard.ts';
import type { Snapshot } from '../room/snapshot.ts';

type Codec = ReturnType<typeof createStateCodec>;

/** A state and its head must fit into one frame. */
const LARGEST_BODY = limits.frameToPhone - 16;

/**
 * States kept to be the baseline of a phone that comes back: half a second of a game that ticks, for which a change of radio is done.
 * More would outlive the collector's nursery, a whole room every tick, and keep it busy with what nobody asks for.
 */
const HISTORY = 16;

/**
 * Makes the frames of states. Phones with the same baseline share one encoding of what all may see: with everybody keeping up, a
 * tick costs one encoding, whatever the number of phones.
 */
export class StateEncoder {
  #game: AnyGame | undefined;
  #guarded: GuardedGame | undefined;
  #codec: Codec | undefined;
  #descriptor = '';
  #tick = 0;
  #full: Uint8Array | undefined;
  readonly #deltas = new Map<number, Uint8Array>();
  /** A ring: the state of a tick is at its remainder. */
  readonly #history: Snapshot[] = [];

  /** Remembers a snapshot so that it can be the baseline of a resumed link. */
  remember(snapshot: Snapshot): void {
    this.#history[snapshot.tick % HISTORY] = snapshot;
  }

  /** @returns the kept state with this tick, if its epoch is the same. */
  recall(epoch: number, tick: number): Snapshot | undefined {
    const kept = this.#history[tick % HISTORY];
    return kept?.tick === tick && kept.state.epoch === epoch ? kept : undefined;
  }

  /** @returns JSON for the `game` message. */
  descriptor({ state }: Snapshot): string {
    this.#use(state.game);
    return this.#descriptor;
  }

  #use(game: AnyGame): Codec {
    if (this.#game !== game || !this.#codec) {
      const described = describeGame(game);
      this.#game = game;
      this.#guarded = guarded(game);
      this.#codec = createStateCodec(described);
      this.#descriptor = JSON.stringify(described);
      this.#tick = 0;
    }
    return this.#codec;
  }

  #shared(codec: Codec, snapshot: Snapshot, base: Snapshot | undefined): Uint8Array {
    if (this.#tick !== snapshot.tick) {
      this.#tick = snapshot.tick;
      this.#full = undefined;
      this.#deltas.clear();
    }
    if (!base) {
      const full = this.#full ?? codec.sharedFull(snapshot.shared);
      this.#full = full;
      return full;
    }
    const made = this.#deltas.get(base.tick);
    if (made) return made;
    const delta = codec.sharedDelta(base.shared, snapshot.shared);
    this.#deltas.set(base.tick, delta);
    return delta;
  }

  /**
   * Encodes a snapshot for all who have the one before it, which most have: it is made now and used then. Nobody need see a state that
   * does not fit. @throws GameFault.
   */
  prove(snapshot: Snapshot, before: Snapshot): void {
    const { game, epoch } = snapshot.state;
    try {
      const base = before.state.epoch === epoch ? before : undefined;
      const { length } = this.#shared(this.#use(game), snapshot, base);
      if (length > LARGEST_BODY)
        throw new RangeError(`the state of a game has ${length} bytes, at most ${LARGEST_BODY}`);
    } catch (error) {
      this.#tick = 0;
      throw this.fault(snapshot, error);
    }
  }

  /** @returns what a state that cannot be shown is: a fault of the game. */
  fault({ state }: Snapshot, error: unknown): GameFault {
    return error instanceof GameFault ? error : new GameFault(state.game, 'encode', error);
  }

  #secret(
    codec: Codec,
    snapshot: Snapshot,
    base: Snapshot | undefined,
    member: number,
  ): Uint8Array | undefined {
    const game = this.#guarded;
    if (!game?.secret) return undefined;
    const of = ({ state }: Snapshot): unknown => {
      const seat = state.members.get(member)?.seat;
      return seat === undefined ? undefined : game.secretOf?.(state.play, seat);
    };
    return base ? codec.secretDelta(of(base), of(snapshot)) : codec.secretFull(of(snapshot));
  }

  /**
   * @param base state that the phone has, of the same epoch and at most 255 states old; undefined for a keyframe.
   * @returns what follows the head of the frame. May be shared: not to be written to.
   * @throws GameFault where the secrets of this member are wrong, or a state that was fine when it was made has been changed in place.
   */
  body(snapshot: Snapshot, base: Snapshot | undefined, member: number): Uint8Array {
    try {
      const codec = this.#use(snapshot.state.game);
      const shared = this.#shared(codec, snapshot, base);
      const secret = this.#secret(codec, snapshot, base, member);
      return secret ? Buffer.concat([shared, secret]) : shared;
    } catch (error) {
      throw this.fault(snapshot, error);
    }
  }
}

/** @returns bytes of the head of a state's frame: `delta`, or `keyframe` where there is no baseline. */
export const headOfState = (base: Snapshot | undefined): number => (base ? 6 : 10);

/**
 * @param applied newest input of the member that is in the state.
 * @param headroom bytes to leave free for the link.
 * @param tail bytes to leave free for the tag of a seal.
 * @returns those, with the frame between them. Written by hand since it is made for every phone and every state.
 */
export const stateFrame = (
  { tick, state }: Snapshot,
  base: Snapshot | undefined,
  body: Uint8Array,
  applied: number,
  headroom: number,
  tail: number,
): Uint8Array => {
  const from = headroom + headOfState(base);
  const frame = Buffer.allocUnsafe(from + body.length + tail);
  if (base) {
    frame[headroom] = messages.delta.id;
    frame[headroom + 1] = tick;
    frame[headroom + 2] = tick >>> 8;
    frame[headroom + 3] = tick - base.tick;
    frame[headroom + 4] = applied;
    frame[headroom + 5] = applied >>> 8;
  } else {
    frame[headroom] = messages.keyframe.id;
    frame[headroom + 1] = state.epoch;
    frame.writeUInt32LE(tick, headroom + 2);
    frame.writeUInt32LE(applied, headroom + 6);
  }
  frame.set(body, from);
  return frame;
};
