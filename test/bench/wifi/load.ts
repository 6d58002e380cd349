import { pause, percentile } from '../process.ts';
import type { Connect, LoadClient } from './client.ts';

/** Inputs are sent and states made this often. */
const STEP_MS = 33;
const SEQ_RING = 1024;

/** What the players of one server saw. */
export interface LoadResult {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of all that came over the network while states did, heads of messages and seals (tags, TLS records) included. */
  readonly bytesPerState: number;
  /** States for each player and second; below 30 the server or the load did not keep up. */
  readonly statesPerSecond: number;
  /** Processor time of all clients together; near 100 they, and not the server, are what is measured. */
  readonly loadCpuPct: number;
}

class Player {
  client: LoadClient | undefined;
  readonly sentAt = new Float64Array(SEQ_RING);
  readonly samples: number[] = [];
  seq = 0;
  acked = 0;
  states = 0;
  /** Bytes that had come when measuring began, then those that came while it went on. */
  bytes = 0;
  measuring = false;

  state(seq: number | undefined): void {
    if (this.measuring) this.states += 1;
    if (seq === undefined || seq <= this.acked || seq > this.seq) return;
    const now = performance.now();
    for (let one = Math.max(this.acked + 1, seq - SEQ_RING + 1); one <= seq; one += 1) {
      if (this.measuring) this.samples.push(now - (this.sentAt[one % SEQ_RING] ?? now));
    }
    this.acked = seq;
  }

  measure(on: boolean): void {
    this.measuring = on;
    this.bytes = (this.client?.received() ?? 0) - this.bytes;
  }

  input(turn: number): void {
    this.seq += 1;
    this.sentAt[this.seq % SEQ_RING] = performance.now();
    this.client?.input(this.seq, (turn % 7) - 3, (turn % 5) - 2);
  }
}

/**
 * Puts `count` players on a server and lets each send an input every 33 ms, spread evenly over that time.
 * @param warmUpSeconds of play before measuring begins: V8 compiles what is hot in its first seconds, on threads whose time counts as the server's.
 * @param warmed called when the warm-up is over and measuring begins, and `done` when it ends.
 */
export const runLoad = async (
  connect: Connect,
  port: number,
  count: number,
  warmUpSeconds: number,
  seconds: number,
  warmed: () => void,
  done: () => void,
): Promise<LoadResult> => {
  const players = Array.from({ length: count }, () => new Player());
  for (let i = 0; i < count; i += 25) {
    await Promise.all(
      players.slice(i, i + 25).map(async (player) => {
        player.client = await connect(port, { state: (seq) => player.state(seq) });
      }),
    );
  }
  // The hub counts down from three before a match begins.
  await pause(4_500);
  const began = performance.now();
  let sent = 0;
  // One timer for all: at each turn those whose moment has come send. Every player has a phase of its own.
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / STEP_MS) * count);
    for (; sent < due; sent += 1) players[sent % count]?.input((sent % count) + Math.floor(sent / count));
  }, 2);
  await pause(warmUpSeconds * 1_000);
  for (const player of players) player.measure(true);
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  warmed();
  await pause(seconds * 1_000);
  done();
  const span = (performance.now() - from) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  for (const player of players) player.measure(false);
  clearInterval(timer);
  for (const player of players) player.client?.close();
  const samples = players.flatMap((player) => player.samples).sort((a, b) => a - b);
  const states = players.reduce((sum, player) => sum + player.states, 0);
  const bytes = players.reduce((sum, player) => sum + player.bytes, 0);
  return {
    p50Ms: percentile(samples, 0.5),
    p99Ms: percentile(samples, 0.99),
    bytesPerState: bytes / states,
    statesPerSecond: states / span / count,
    loadCpuPct: (cpu.user + cpu.system) / 1e4 / span,
  };
};
