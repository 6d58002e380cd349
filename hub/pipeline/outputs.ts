import { errorTable } from '../../protocol/errors.ts';
import type { GameFault } from '../games/guard.ts';
import type { RoomEvent } from '../room/room-state.ts';
import type { Snapshot } from '../room/snapshot.ts';
import type { Link } from '../transport/port.ts';
import { Outlet, type OutletCounters } from './outlet.ts';
import type { SessionEffect } from './session.ts';
import { StateEncoder } from './state-encoder.ts';

/** Carries out what the sessions decided and shows every state to every member, over the link that was chosen for it. */
export class Outputs {
  readonly counters: OutletCounters = {
    statesSent: 0,
    statesSkipped: 0,
    statesIn20Bytes: 0,
    statesInOnePacket: 0,
    keyframesSent: 0,
    stateBytes: 0,
  };
  readonly #encoder = new StateEncoder();
  readonly #outlets = new Map<string, Outlet>();
  readonly #routes = new Map<number, Outlet>();
  /** Links that show the states of a member as well, until its route is proven. */
  readonly #leaving = new Map<number, Outlet>();
  /** By member: its newest input that is in a state. */
  readonly #applied: number[] = [];
  #newest: Snapshot | undefined;
  /** Inputs that came into a state though they were in one before; stays empty unless the sessions fail. */
  readonly appliedTwice = new Map<number, number>();
  readonly #failed: (fault: GameFault) => void;

  /** @param failed told, perhaps in the middle of anything else, that a state cannot be sent to somebody since its game is wrong. */
  constructor(failed: (fault: GameFault) => void) {
    this.#failed = failed;
  }

  /** @returns the newest input of a member that is in the newest state; 0 before the first. */
  applied(member: number): number {
    return this.#applied[member] ?? 0;
  }

  #outlet(link: Link): Outlet {
    const known = this.#outlets.get(link.id);
    if (known) return known;
    const outlet = new Outlet(link, this.#encoder, this.counters, this.#failed);
    this.#outlets.set(link.id, outlet);
    link.writable$.subscribe(() => outlet.flush());
    link.closed$.subscribe(() => this.#drop(outlet));
    return outlet;
  }

  #drop(outlet: Outlet): void {
    this.#outlets.delete(outlet.link.id);
    for (const shown of [this.#routes, this.#leaving])
      if (outlet.shows !== undefined && shown.get(outlet.shows) === outlet) shown.delete(outlet.shows);
    outlet.hide();
  }

  /** Does one thing that the sessions want done; `room` effects are not for here. */
  carryOut(effect: Exclude<SessionEffect, { type: 'invitation' | 'pake' }>): void {
    if (effect.type === 'room') {
      // A member number that is given out again starts with no inputs.
      if (effect.event.type === 'join') this.#forget(effect.event.member);
      return;
    }
    switch (effect.type) {
      case 'send':
        if (!this.#outlet(effect.link).say(effect.message))
          this.#cut(effect.link, 'slowLink', 'messages pile up');
        return;
      case 'seal':
        this.#outlet(effect.link).seal(effect.end);
        return;
      case 'close':
        this.#cut(effect.link, effect.error, effect.detail);
        return;
      case 'route':
        this.#route(effect);
        return;
      case 'settle':
        this.#leave(effect.member);
        return;
      case 'unroute':
        this.#leave(effect.member);
        this.#routes.get(effect.member)?.hide();
        this.#routes.delete(effect.member);
        return;
      case 'hold':
        this.#outlet(effect.link).hold();
        return;
      case 'release':
        this.#outlet(effect.link).release();
        return;
      case 'resync': {
        const outlet = this.#outlet(effect.link);
        outlet.forgetBaseline();
        this.#offerNewest(outlet);
        return;
      }
    }
  }

  /** Takes over which inputs are in the first state, after a crash. */
  restore(applied: Iterable<readonly [member: number, sequence: number]>): void {
    for (const [member, sequence] of applied) this.#applied[member] = sequence;
  }

  #forget(member: number): void {
    this.#applied[member] = 0;
    this.appliedTwice.delete(member);
  }

  /** Notes the inputs that are in the state which {@link show} is given next. */
  took(events: readonly RoomEvent[]): void {
    for (const event of events) {
      // A member number that was given out anew must not inherit the inputs of whoever had it before.
      if (event.type === 'join') this.#forget(event.member);
      if (event.type !== 'input') continue;
      const { member, sequence } = event;
      if (sequence > this.applied(member)) this.#applied[member] = sequence;
      else this.appliedTwice.set(member, (this.appliedTwice.get(member) ?? 0) + 1);
    }
  }

  /** Tries whether a state can be shown that comes after `before`. @throws GameFault. */
  prove(snapshot: Snapshot, before: Snapshot): void {
    this.#encoder.prove(snapshot, before);
  }

  /** Shows a new state to everybody. */
  show(snapshot: Snapshot): void {
    this.#newest = snapshot;
    this.#encoder.remember(snapshot);
    for (const [member, outlet] of this.#leaving) outlet.offer(snapshot, this.applied(member));
    for (const [member, outlet] of this.#routes) outlet.offer(snapshot, this.applied(member));
  }

  #cut(link: Link, error: keyof typeof errorTable | undefined, detail: string): void {
    const outlet = this.#outlet(link);
    if (error) {
      const { code, sentence } = errorTable[error];
      outlet.say({ type: 'error', code, retryMs: 0, sentence });
    }
    this.#drop(outlet);
    link.close(detail);
  }

  #leave(member: number): void {
    this.#leaving.get(member)?.hide();
    this.#leaving.delete(member);
  }

  #route({ member, link, known, beside }: Extract<SessionEffect, { type: 'route' }>): void {
    const outlet = this.#outlet(link);
    // The route of before goes on for a while; if it is gone already, what was being left goes on being left.
    const before = this.#routes.get(member);
    if (before || !beside) this.#leave(member);
    if (before && beside) this.#leaving.set(member, before);
    else before?.hide();
    outlet.show(
      member,
      this.applied(member),
      known ? this.#encoder.recall(known.epoch, known.tick) : undefined,
    );
    this.#routes.set(member, outlet);
    this.#offerNewest(outlet);
  }

  #offerNewest(outlet: Outlet): void {
    const { shows } = outlet;
    if (this.#newest && shows !== undefined) outlet.offer(this.#newest, this.applied(shows));
  }
}
