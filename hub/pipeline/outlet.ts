import { encode } from '../../protocol/codec.ts';
import { valueSize } from '../../protocol/framing/ble.ts';
import { limits } from '../../protocol/limits.ts';
import type { HubMessage } from '../../protocol/messages.ts';
import type { SealedEnd } from '../../protocol/sealed/seal.ts';
import { GameFault } from '../games/guard.ts';
import type { Snapshot } from '../room/snapshot.ts';
import type { Link } from '../transport/port.ts';
import { headOfState, type StateEncoder, stateFrame } from './state-encoder.ts';

/** Bytes of messages (not states) that may wait for one link; a phone that lets more pile up is cut off. */
const OUTLET_LIMIT = 256 * 1024;

/** ATT MTU 23 less the three bytes of a notification's head (Core specification, Vol 3 Part F 3.4.7.1). */
const SMALLEST_VALUE = 20;
/** A phone keeps its newest 64 states (SPEC.md section 10, rule 6). */
const RETURN_AGE = 60;

export interface OutletCounters {
  statesSent: number;
  statesSkipped: number;
  /** States that fit the value of one notification at the least ATT MTU of 23. */
  statesIn20Bytes: number;
  /** States that fit the value of one notification at the ATT MTU in force; none where there is no such thing. */
  statesInOnePacket: number;
  keyframesSent: number;
  stateBytes: number;
}

/** Lines of chat that wait for one link: who talks faster than it can carry is not heard to the last word on it. */
const TALK_WAITING = 32;

interface Waiting {
  readonly frame: Uint8Array;
  readonly sealed: boolean;
}

/**
 * What goes out on one link. Messages keep their order and are never dropped; states never queue: when the link has room it gets
 * the newest one, as a change against the last it was sent. Chat comes after both: a crowd that talks must not hold up the game.
 */
export class Outlet {
  readonly link: Link;
  readonly #encoder: StateEncoder;
  readonly #counters: OutletCounters;
  /** As they are before they are sealed: the order in which they go out is that of their seals. */
  readonly #queue: Waiting[] = [];
  #queued = 0;
  readonly #talk: Waiting[] = [];
  #seal: SealedEnd | undefined;
  #blocked = false;
  #held = false;
  #member: number | undefined;
  #baseline: Snapshot | undefined;
  #applied = 0;
  #newest: Snapshot | undefined;
  #saidGameEpoch: number | undefined;
  /** States went over another link for a while: the phone may have dropped this link's baseline by now. */
  #returned = false;
  readonly #failed: (fault: GameFault) => void;

  /** @param failed told when a state cannot be sent since its game is wrong; nothing goes out then. */
  constructor(
    link: Link,
    encoder: StateEncoder,
    counters: OutletCounters,
    failed: (fault: GameFault) => void,
  ) {
    this.link = link;
    this.#encoder = encoder;
    this.#counters = counters;
    this.#failed = failed;
  }

  /** @returns false when too much waits: the link must be closed. */
  say(message: HubMessage): boolean {
    const frame = encode(message);
    const sealed = this.#seal !== undefined;
    const isTalk = message.type === 'said' || message.type === 'showed';
    const isFirst = this.#queue.length === 0 && (!isTalk || this.#talk.length === 0);
    if (isFirst && !this.#blocked && this.#transmit(frame, sealed)) return true;
    if (isTalk) {
      this.#talk.push({ frame, sealed });
      if (this.#talk.length > TALK_WAITING) this.#talk.shift();
      this.#blocked = true;
      return true;
    }
    this.#queued += frame.length;
    this.#queue.push({ frame, sealed });
    this.#blocked = true;
    return this.#queued <= OUTLET_LIMIT;
  }

  /** All that is said or shown from now on is sealed; what waits already goes out as it was. */
  seal(end: SealedEnd): void {
    this.#seal = end;
  }

  /** @returns false without credit; nobody has seen its seal then, and the next frame gets that one. */
  #transmit(frame: Uint8Array, sealed: boolean): boolean {
    const end = sealed ? this.#seal : undefined;
    if (!end) return this.link.trySend(frame);
    const headroom = this.link.headroom?.(frame.length + end.tag) ?? 0;
    if (this.link.trySend(end.seal(frame, headroom), headroom)) return true;
    end.takeBack();
    return false;
  }

  /**
   * From now on this link shows states to a member. `known` is a state that the phone says it has, and with it the game of its epoch;
   * without one the last state sent here may still serve, since a phone keeps its newest states whichever link they came on.
   */
  show(member: number, applied: number, known: Snapshot | undefined): void {
    this.#member = member;
    this.#applied = applied;
    if (!known) return;
    this.#baseline = known;
    this.#saidGameEpoch = known.state.epoch;
  }

  /** States go elsewhere now. */
  hide(): void {
    this.#member = undefined;
    this.#returned = true;
    this.#newest = undefined;
  }

  /** The next state will be a whole one. */
  forgetBaseline(): void {
    this.#baseline = undefined;
  }

  /** States wait from now on, the newest only; messages go out as before. */
  hold(): void {
    this.#held = true;
  }

  /** Goes on with the newest state. */
  release(): void {
    this.#held = false;
    if (!this.#blocked) this.flush();
  }

  get shows(): number | undefined {
    return this.#member;
  }

  /** Takes the newest state; `applied` is the newest input of this member that is in it. */
  offer(snapshot: Snapshot, applied: number): void {
    if (this.#member === undefined) return;
    if (this.#newest) this.#counters.statesSkipped += 1;
    this.#newest = snapshot;
    this.#applied = applied;
    if (!this.#blocked) this.flush();
  }

  /** Credit is back: first what waited, then the newest state. */
  flush(): void {
    this.#blocked = false;
    for (let first = this.#queue[0]; first; first = this.#queue[0]) {
      if (!this.#transmit(first.frame, first.sealed)) {
        this.#blocked = true;
        return;
      }
      this.#queued -= first.frame.length;
      this.#queue.shift();
    }
    this.#sendNewest();
    if (!this.#blocked) this.#sendTalk();
  }

  #sendTalk(): void {
    for (let first = this.#talk[0]; first; first = this.#talk[0]) {
      if (!this.#transmit(first.frame, first.sealed)) {
        this.#blocked = true;
        return;
      }
      this.#talk.shift();
    }
  }

  #sendNewest(): void {
    try {
      this.#send();
    } catch (error) {
      if (!(error instanceof GameFault)) throw error;
      this.#newest = undefined;
      this.#failed(error);
    }
  }

  #send(): void {
    const snapshot = this.#newest;
    if (!snapshot || this.#held || this.#member === undefined) return;
    const { epoch } = snapshot.state;
    if (this.#saidGameEpoch !== epoch) {
      this.#saidGameEpoch = epoch;
      if (this.#baseline?.state.epoch !== epoch) this.#baseline = undefined;
      this.say({ type: 'game', epoch, descriptor: this.#encoder.descriptor(snapshot) });
      if (this.#blocked) return;
    }
    const base = this.#baseline;
    const oldest = this.#returned ? RETURN_AGE : limits.baselineAge;
    const fits = base && snapshot.tick - base.tick <= oldest && base.state.epoch === epoch;
    const from = fits ? base : undefined;
    const body = this.#encoder.body(snapshot, from, this.#member);
    const end = this.#seal;
    const tail = end?.tag ?? 0;
    const bytes = headOfState(from) + body.length + tail;
    const headroom = this.link.headroom?.(bytes) ?? 0;
    const frame = stateFrame(snapshot, from, body, this.#applied, headroom, tail);
    end?.sealWithin(frame, headroom);
    if (!this.link.trySend(frame, headroom)) {
      end?.takeBack();
      this.#blocked = true;
      return;
    }
    this.#baseline = snapshot;
    this.#returned = false;
    this.#newest = undefined;
    this.#counters.statesSent += 1;
    this.#counters.stateBytes += bytes;
    if (bytes <= SMALLEST_VALUE) this.#counters.statesIn20Bytes += 1;
    const { attMtu } = this.link;
    if (attMtu > 0 && bytes <= valueSize(attMtu)) this.#counters.statesInOnePacket += 1;
    if (!fits) this.#counters.keyframesSent += 1;
  }
}
