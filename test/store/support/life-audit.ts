import { ArenaAudit } from '../../../phone-sim/arena-audit.ts';
import type { ClientEffect } from '../../../protocol/client/types.ts';
import type { Input } from '../../../protocol/inputs.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** So near to the edge the field may have stopped steps, and the place depends on which came together in one tick. */
const EDGE = 100;
const isFree = ({ x, y }: Place): boolean => x > EDGE && x < 999 - EDGE && y > EDGE && y < 999 - EDGE;

/**
 * What one phone in the arena can prove over all lives of a hub: its place depends on nothing but its own applied inputs, so the
 * same count of applied inputs must mean the same place, before a crash and after it.
 */
export class LifeAudit {
  member: number | undefined;
  /** When the first state of the present life came; `performance.now()`. */
  firstStateAt = 0;
  epoch = -1;
  checked = 0;
  wrong = 0;
  readonly #inputs: Input[] = [];
  readonly #places = new Map<number, Place>();
  #audit = new ArenaAudit();
  #closed = { checked: 0, lost: 0, duplicated: 0 };

  get figures(): { readonly checked: number; readonly lost: number; readonly duplicated: number } {
    const { checked, lost, duplicated } = this.#audit.figures;
    const before = this.#closed;
    return {
      checked: before.checked + checked,
      lost: before.lost + lost,
      duplicated: before.duplicated + duplicated,
    };
  }

  watch(effect: ClientEffect): void {
    if (effect.type === 'welcome') this.member = effect.welcome.member;
    if (effect.type === 'numbered') {
      if (effect.sequence !== this.#inputs.length + 1) this.wrong += 1;
      this.#inputs.push(effect.input);
      this.#audit.numbered(effect.sequence, effect.input);
    }
    if (effect.type === 'state') this.#state(effect);
  }

  #state({ epoch, view, applied }: Extract<ClientEffect, { type: 'state' }>): void {
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.firstStateAt = performance.now();
      this.#closed = this.figures;
      this.#audit = new ArenaAudit();
      this.#inputs.forEach((input, i) => {
        this.#audit.numbered(i + 1, input);
      });
    }
    const { member } = this;
    if (member === undefined) return;
    this.#audit.state(view, member, applied);
    const { room, game } = view.shared;
    const seat = room.members.get(member)?.seat;
    const place = (game as { readonly players: ReadonlyMap<number, Place> } | undefined)?.players.get(
      seat ?? -1,
    );
    if (!place || room.phase !== 'playing') return;
    const before = this.#places.get(applied);
    if (before && isFree(place) && isFree(before)) {
      this.checked += 1;
      if (before.x !== place.x || before.y !== place.y) this.wrong += 1;
    } else this.#places.set(applied, place);
  }
}
