import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import arena from '../../../hub/games/arena/game.ts';
import type { AnyGame, GameEvent } from '../../../hub/games/game.ts';
import { type GuardedGame, guarded } from '../../../hub/games/guard.ts';
import { bundleRules } from '../../../hub/games/outside/bundle.ts';
import { openBundle } from '../../../hub/games/outside/load.ts';
import { pad } from '../../../protocol/inputs.ts';
import type { RoomView } from '../../../protocol/room-view.ts';
import { createStateCodec, type SharedState } from '../../../protocol/state-codec.ts';

// What a tick of a game costs in the hub's own thread against one in a thread of its own: reduce, view and the encoding of the change.

const TICKS = 600;
const SEATS = [8, 100, 400];

const room: RoomView = {
  phase: 'playing',
  count: 0,
  host: undefined,
  locked: false,
  match: 1,
  members: new Map(),
  result: undefined,
};

interface Cost {
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of all threads a tick. */
  readonly cpu: number;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Everybody takes a step in every tick. */
const eventsOf = (seats: readonly number[], tick: number): GameEvent[] => [
  ...seats.map(
    (seat): GameEvent => ({
      type: 'input',
      seat,
      input: pad(0, ((seat + tick) % 7) - 3, ((seat * 3 + tick) % 5) - 2),
    }),
  ),
  { type: 'tick' },
];

const play = (game: GuardedGame, seats: readonly number[]): Cost => {
  const codec = createStateCodec(game);
  let state = game.setup({ seats, random: { seed: 7 } });
  let before: SharedState = { room, game: game.view(state) };
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let tick = 0; tick < TICKS; tick += 1) {
    const events = eventsOf(seats, tick);
    const began = performance.now();
    state = game.reduce(state, events);
    const now: SharedState = { room, game: game.view(state) };
    codec.sharedDelta(before, now);
    game.result(state);
    times.push((performance.now() - began) * 1000);
    before = now;
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  return { p50: at(times, 0.5), p99: at(times, 0.99), cpu: (user + system) / TICKS };
};

/** The same rules, as a folder that lies anywhere. */
const arenaOutside = async (folder: string): Promise<void> => {
  const text = await readFile('hub/games/arena/game.ts', 'utf8');
  const own = text.replace(/^import .*$/gm, '').replace('export const arena =', 'export default');
  const imports =
    "import { clamp, defineGame, pad, roll, s, type GameEvent, type Random } from 'partyline/game';\n";
  await writeFile(join(folder, 'game.ts'), imports + own);
};

const folder = await mkdtemp(join(tmpdir(), 'partyline-bench-'));
try {
  await arenaOutside(folder);
  const before = process.memoryUsage().rss;
  const { game, isolate } = openBundle(await bundleRules(folder));
  game.setup({ seats: [], random: { seed: 1 } });
  const mb = (process.memoryUsage().rss - before) / 2 ** 20;
  const here = guarded(arena as AnyGame);
  const say = (words: string): unknown => process.stdout.write(`${words}\n`);
  say(`A thread with the bundler that was loaded for it: ${mb.toFixed(1)} MB.`);
  say('seats   in the hub: p50 p99 cpu   in its own thread: p50 p99 cpu   (µs a tick)   times p50, cpu');
  for (const count of SEATS) {
    const seats = Array.from({ length: count }, (_, seat) => seat);
    // One of each to warm up, then in turns.
    play(here, seats);
    play(game, seats);
    const inside = play(here, seats);
    const outside = play(game, seats);
    const show = ({ p50, p99, cpu }: Cost): string =>
      [p50, p99, cpu].map((value) => String(Math.round(value)).padStart(6)).join('');
    say(
      `${String(count).padStart(5)}  ${show(inside)}         ${show(outside)}          ${(outside.p50 / inside.p50).toFixed(1)}, ${(outside.cpu / inside.cpu).toFixed(1)}`,
    );
  }
  isolate.end();
} finally {
  await rm(folder, { recursive: true, force: true });
}
