import type { BleRow } from './ble/run.ts';
import type { HourResult } from './hour/run.ts';
import type { EventRow } from './wifi/event.ts';
import type { WifiRow } from './wifi/run.ts';

/** A dash for what could not be measured, as where a server sends nothing at all under its load. */
const cell = (value: number, width: number, digits = 1): string =>
  (Number.isFinite(value) ? value.toFixed(digits) : '-').padStart(width);

export const wifiHead =
  '\nWi-Fi       players   p50 ms   p99 ms  bytes/state  states/s  server CPU %  server MB';

export const wifiLine = (row: WifiRow): string =>
  `${row.server.padEnd(12)}${String(row.n).padStart(7)}${cell(row.p50Ms, 9)}${cell(row.p99Ms, 9)}${cell(row.bytesPerState, 13)}${cell(row.statesPerSecond, 10)}${cell(row.serverCpuPct, 14)}${cell(row.rssMb, 11)}`;

/** Partyline over each peer, for each number of players. */
export const ratios = (rows: readonly WifiRow[]): string[] =>
  rows
    .filter((row) => row.server === 'partyline')
    .flatMap((own) =>
      rows
        .filter((peer) => peer.n === own.n && peer.server !== 'partyline' && Number.isFinite(peer.p50Ms))
        .map(
          (peer) =>
            `  ${own.n} players, against ${peer.server}: bytes ×${(own.bytesPerState / peer.bytesPerState).toFixed(2)}, CPU ×${(own.serverCpuPct / peer.serverCpuPct).toFixed(2)}, p50 ${(own.p50Ms - peer.p50Ms >= 0 ? '+' : '') + (own.p50Ms - peer.p50Ms).toFixed(1)} ms`,
        ),
    );

export const bleHead =
  '\nBluetooth (15 ms)  phones   p50 ms   p99 ms  bytes/state  states/s  fairness  in 20 bytes';

export const bleLine = (row: BleRow): string =>
  `${row.server.padEnd(17)}${String(row.n).padStart(8)}${cell(row.p50Ms, 9)}${cell(row.p99Ms, 9)}${cell(row.bytesPerState, 13)}${cell(row.statesPerSecond, 10)}${cell(row.fairness, 10, 2)}${Number.isNaN(row.onePacketShare) ? '-'.padStart(13) : `${cell(row.onePacketShare * 100, 11)} %`}`;

/** A game without a tick beside a bare echo, both over WebSocket. */
export const eventLines = (rows: readonly EventRow[]): string[] => {
  const [own, echo] = [
    rows.find((row) => row.server === 'partyline'),
    rows.find((row) => row.server === 'ws'),
  ];
  if (!own || !echo) return [];
  return [
    '\nWi-Fi without a tick: an input answered by a state at once',
    ...rows.map(
      (row) => `${row.server.padEnd(12)} p50 ${row.p50Ms.toFixed(2)} ms, p99 ${row.p99Ms.toFixed(2)} ms`,
    ),
    `  against a bare ws echo: p50 ×${(own.p50Ms / echo.p50Ms).toFixed(2)}`,
  ];
};

export const hourLines = ({ figures, states }: HourResult): string[] => [
  `\nAn hour of play in virtual time: ${states} states to eight phones that come and go`,
  ...figures.map(
    ({ minute, rssMb, heapMb }) =>
      `  minute ${String(minute).padStart(2)}: heap ${heapMb.toFixed(1)} MB, memory ${rssMb.toFixed(0)} MB`,
  ),
];
