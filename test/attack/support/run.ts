import { readFileSync } from 'node:fs';
import type { Percentiles } from '../../../phone-sim/statistics.ts';
import { pause } from '../../bench/process.ts';
import { Attack, SOURCES } from './attack.ts';
import { type Figures, HubUnderAttack } from './hub.ts';
import { Party, type PartyRadio, rightfulJoin } from './party.ts';
import type { Flood, Stats } from './target.ts';

/** Four of each. */
export const PARTY: readonly PartyRadio[] = Array.from({ length: 8 }, (_, n) =>
  n < 4 ? 'ble' : 'websocket',
);
const WARM_MS = 2_000;
/** Time between two tries of somebody who comes. */
const NEXT_TRY_MS = 250;
const LOOK_MS = 200;
/** What is over is let go of within this time, memory but for what a collection would take. */
const AFTER_MS = 5_000;

/** Tries of a phone with the right code while the flood went on. */
interface Joins {
  readonly tries: number;
  readonly successes: number;
  readonly medianMs: number | null;
  readonly p99Ms: number | null;
}

/** One flood against one hub. */
export interface Row {
  readonly flood: string;
  readonly hub: string;
  readonly seconds: number;
  /** How the hub ended, if it did. */
  readonly death: string | undefined;
  readonly rtt: Readonly<
    Record<PartyRadio | 'all', { readonly before: Percentiles; readonly during: Percentiles }>
  >;
  readonly joins: Readonly<Record<PartyRadio, Joins>>;
  readonly thrownOut: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Whether all inputs were acknowledged soon after the flood. */
  readonly caughtUp: boolean;
  readonly chatHeard: number;
  readonly rssMb: { readonly before: number; readonly top: number; readonly after: number };
  readonly fds: { readonly before: number; readonly top: number; readonly after: number };
  readonly hubCpuPct: { readonly before: number; readonly during: number };
  readonly attackerCpuPct: number;
  /** All processors together, whoever used them: what is measured on a full machine says nothing of the hub. */
  readonly machineBusyPct: { readonly before: number; readonly during: number };
  readonly logBytes: number;
  readonly attacker: Stats;
}

export interface RunOptions {
  /** The checkout whose attacker is used. */
  readonly root: string;
  /** The checkout whose hub is attacked. */
  readonly hubDir: string;
  /** What to call it. */
  readonly label: string;
  readonly seconds: number;
  /** How long somebody who comes waits for the first state. */
  readonly patienceMs: number;
  /** What somebody who comes has; default: what the flood says. */
  readonly joinBy: 'code' | 'secret' | undefined;
}

const keepTrying = async (
  hub: HubUnderAttack,
  kind: PartyRadio,
  patienceMs: number,
  by: 'code' | 'secret',
  goesOn: () => boolean,
): Promise<Joins> => {
  const times: (number | undefined)[] = [];
  while (goesOn()) {
    times.push(await rightfulJoin(hub, kind, patienceMs, by));
    await pause(NEXT_TRY_MS);
  }
  const good = times.flatMap((time) => time ?? []).sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const ms = good[Math.min(good.length - 1, Math.floor(good.length * share))];
    return ms === undefined ? null : Math.round(ms);
  };
  return { tries: times.length, successes: good.length, medianMs: at(0.5), p99Ms: at(0.99) };
};

/** Looks at what the hub holds, again and again. @returns what ends that and tells the most there was. */
const watch = (hub: HubUnderAttack): (() => Pick<Figures, 'rssMb' | 'fds'>) => {
  const top = { rssMb: 0, fds: 0 };
  const look = (): void => {
    const { rssMb, fds } = hub.figures();
    // Once it is dead there is nothing to compare with.
    if (rssMb > top.rssMb) top.rssMb = rssMb;
    if (fds > top.fds) top.fds = fds;
  };
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    look();
    return top;
  };
};

/** Processor time of the whole machine so far: used, and in all (proc(5), /proc/stat, in ticks). */
const machine = (): { readonly busy: number; readonly all: number } => {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, one) => sum + one, 0);
  return { busy: all - (ticks[3] ?? 0) - (ticks[4] ?? 0), all };
};

const percent = (used: number, of: number): number => Math.round((used / of) * 1000) / 10;

/** @returns what tells the share of the machine that was in use since now. */
const busySince = (): (() => number) => {
  const from = machine();
  return () => {
    const { busy, all } = machine();
    return percent(busy - from.busy, all - from.all);
  };
};

/** Starts a hub and a party, floods it, and tells what that did to whom. */
export const runFlood = async (flood: Flood, options: RunOptions): Promise<Row> => {
  const { root, hubDir, label, seconds, patienceMs } = options;
  const hub = await HubUnderAttack.start({ root: hubDir });
  const party = await Party.sitDown(hub, PARTY).catch(async (error: unknown) => {
    await hub.stop();
    throw error;
  });
  try {
    await pause(WARM_MS);
    const [calm, quietCpu, calmSince] = [party.measure(), hub.figures().cpuMs, performance.now()];
    const calmMachine = busySince();
    await pause(Math.min(seconds, 10) * 1000);
    const busyBefore = calmMachine();
    const before = hub.figures();
    const calmMs = performance.now() - calmSince;
    const rttBefore = { all: calm(), ble: calm('ble'), websocket: calm('websocket') };

    const attack = await Attack.start(root, flood.name, hub.target(SOURCES));
    const began = performance.now();
    const [storm, attackerCpu, logBytes] = [party.measure(), attack.cpuMs, hub.logBytes];
    const top = watch(hub);
    const stormyMachine = busySince();
    const goesOn = (): boolean => performance.now() - began < seconds * 1000 && hub.death === undefined;
    const by = options.joinBy ?? flood.joinBy ?? 'code';
    const tries = Promise.all([
      keepTrying(hub, 'ble', patienceMs, by, goesOn),
      keepTrying(hub, 'websocket', patienceMs, by, goesOn),
    ]);
    while (goesOn()) await pause(LOOK_MS);
    const cpu = hub.figures().cpuMs;
    const busyDuring = stormyMachine();
    const [ms, attackerMs] = [performance.now() - began, attack.cpuMs - attackerCpu];
    const rttDuring = { all: storm(), ble: storm('ble'), websocket: storm('websocket') };
    const [ble, websocket] = await tries;
    const attacker = await attack.stop();
    const most = top();
    const flooded = hub.logBytes - logBytes;
    await pause(hub.death === undefined ? AFTER_MS : 0);
    const caughtUp = await party.allApplied(hub.death === undefined ? AFTER_MS : 0);
    const after = hub.figures();
    const both = (kind: PartyRadio | 'all') => ({ before: rttBefore[kind], during: rttDuring[kind] });
    return {
      flood: flood.name,
      hub: label,
      seconds,
      death: hub.death,
      rtt: { all: both('all'), ble: both('ble'), websocket: both('websocket') },
      joins: { ble, websocket },
      thrownOut: party.thrownOut,
      lost: party.audit.lost,
      duplicated: party.audit.duplicated,
      caughtUp,
      chatHeard: party.chatHeard,
      rssMb: { before: before.rssMb, top: most.rssMb, after: after.rssMb },
      fds: { before: before.fds, top: most.fds, after: after.fds },
      hubCpuPct: {
        before: percent(before.cpuMs - quietCpu, calmMs),
        during: percent(cpu - before.cpuMs, ms),
      },
      attackerCpuPct: percent(attackerMs, ms),
      machineBusyPct: { before: busyBefore, during: busyDuring },
      logBytes: flooded,
      attacker,
    };
  } finally {
    await party.leave();
    await hub.stop();
  }
};
