import { randomBytes } from 'node:crypto';
import type { Observable } from 'rxjs';
import { defineGame, type GameEvent } from '../../hub/games/game.ts';
import { Hub } from '../../hub/hub.ts';
import { monotonicScheduler } from '../../hub/monotonic.ts';
import type { Link } from '../../hub/transport/port.ts';
import { s } from '../../protocol/schema/schema.ts';

/** An event-driven game that does nothing but count: what is left is the hub itself. */
const counter = defineGame({
  meta: {
    id: 'counter',
    title: 'Counter',
    rules: '',
    seats: { min: 1, max: 16 },
    tickMs: 0,
    away: 'play',
    lateJoin: true,
  },
  controller: { orientation: 'any', controls: [] },
  shared: s.struct({ count: s.int(0, 65_535, { near: 3 }) }),
  setup: () => 0,
  reduce: (count: number, events: readonly GameEvent[]) =>
    (count + events.filter((e) => e.type === 'input').length) & 0xffff,
  view: (count) => ({ count }),
  result: () => undefined,
});

/** A hub with nothing but that game, for phones on these links. */
export const counterHub = (links$: Observable<Link>): Hub =>
  new Hub({
    links$,
    game: counter,
    catalogue: new Map([['counter', counter]]),
    code: undefined,
    name: 'bench',
    roomId: 'BENCH',
    hostKey: randomBytes(16).toString('hex'),
    seed: 1,
    scheduler: monotonicScheduler,
    randomBytes,
    wifi: () => [],
  });
