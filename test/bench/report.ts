import type { BleRow } from './ble/run.ts';
import type { HourResult } from './hour/run.ts';
import type { JoinRow } from './join/run.ts';
import type { EventRow } from './wifi/event.ts';
import type { WifiRow } from './wifi/run.ts';

/** A dash for what could not be measured, as where a server sends nothing at all under its load. */
const cell = (value: number, width: number, digits = 1): string =>
  (Number.isFinite(value) ? value.toFixed(digits) : '-').padStart(width);

export const wifiHead =
  '\nWi-Fi            sealed  players   p50 ms   p99 ms  bytes/state  states/s  server CPU %  server MB  load CPU %';

export const wifiLine = (row: WifiRow): string =>
  `${row.server.padEnd(17)}${row.sealed ? 'yes' : 'no '}${String(row.n).padStart(12)}${cell(row.p50Ms, 9)}${cell(row.p99Ms, 9)}${cell(row.bytesPerState, 13)}${cell(row.statesPerSecond, 10)}${cell(row.serverCpuPct, 14)}${cell(row.rssMb, 11)}${cell(row.loadCpuPct, 12)}`;

/** Processor time of a server for one state of one player: some send fewer of them than they should. */
const cpuOfState = (row: WifiRow): number => row.serverCpuPct / row.statesPerSecond / row.n;

const ratio = (own: WifiRow, peer: WifiRow): string => {
  const later = own.p50Ms - peer.p50Ms;
  return `  ${own.n} players, against ${peer.server}: bytes ×${(own.bytesPerState / peer.bytesPerState).toFixed(2)}, CPU ×${(own.serverCpuPct / peer.serverCpuPct).toFixed(2)} (for each state ×${(cpuOfState(own) / cpuOfState(peer)).toFixed(2)}), p50 ${later >= 0 ? '+' : ''}${later.toFixed(1)} ms`;
};

/** At this the clients, all in one process, may be what is slow. */
const BUSY_PCT = 85;

/** Sealed Partyline over each peer, for each number of players. */
export const ratios = (rows: readonly WifiRow[]): string[] => [
  ...rows
    .filter((row) => row.server === 'partyline')
    .flatMap((own) =>
      rows
        .filter((peer) => peer.n === own.n && peer.server !== 'partyline' && Number.isFinite(peer.p50Ms))
        .map((peer) => ratio(own, peer)),
    ),
  ...rows
    .filter((row) => row.loadCpuPct > BUSY_PCT)
    .map(
      (row) =>
        `  ${row.server} with ${row.n} players: the load itself was busy, its times are not the server's`,
    ),
];

export const bleHead =
  '\nBluetooth (15 ms)  phones   p50 ms   p99 ms  bytes/state  states/s  fairness  one packet  in 20 bytes';

export const bleLine = (row: BleRow): string =>
  `${row.server.padEnd(17)}${String(row.n).padStart(8)}${cell(row.p50Ms, 9)}${cell(row.p99Ms, 9)}${cell(row.bytesPerState, 13)}${cell(row.statesPerSecond, 10)}${cell(row.fairness, 10, 2)}${cell(row.onePacketShare * 100, 10)} %${cell(row.in20BytesShare * 100, 11)} %`;

/** A game without a tick beside a bare echo, both over WebSocket. */
export const eventLines = (rows: readonly EventRow[]): string[] => {
  const own = rows.find((row) => row.server === 'partyline');
  if (!own) return [];
  return [
    '\nWi-Fi without a tick: an input answered by a state at once',
    ...rows.map(
      (row) => `${row.server.padEnd(12)} p50 ${row.p50Ms.toFixed(2)} ms, p99 ${row.p99Ms.toFixed(2)} ms`,
    ),
    ...rows
      .filter((row) => row !== own)
      .map((echo) => `  against a bare ${echo.server} echo: p50 ×${(own.p50Ms / echo.p50Ms).toFixed(2)}`),
  ];
};

/** What it takes to join, sealed and plain. */
export const joinLines = (rows: readonly JoinRow[]): string[] => [
  '\nJoining, one phone after the other      p50 ms   p99 ms  hub CPU ms',
  ...rows.map(
    (row) =>
      `${row.transport.padEnd(12)}${row.sealed ? 'sealed' : 'plain '}${String(row.joins).padStart(8)} joins${cell(row.p50Ms, 14)}${cell(row.p99Ms, 9)}${cell(row.hubCpuMs, 12)}`,
  ),
];

export const hourLines = ({ figures, states }: HourResult): string[] => [
  `\nAn hour of play in virtual time: ${states} states to eight phones that come and go`,
  ...figures.map(
    ({ minute, rssMb, heapMb }) =>
      `  minute ${String(minute).padStart(2)}: heap ${heapMb.toFixed(1)} MB, memory ${rssMb.toFixed(0)} MB`,
  ),
];
