import type { BleRow } from './ble/run.ts';
import type { WifiRow } from './wifi/run.ts';

const cell = (value: number, width: number, digits = 1): string => value.toFixed(digits).padStart(width);

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
        .filter((peer) => peer.n === own.n && peer.server !== 'partyline')
        .map(
          (peer) =>
            `  ${own.n} players, against ${peer.server}: bytes ×${(own.bytesPerState / peer.bytesPerState).toFixed(2)}, CPU ×${(own.serverCpuPct / peer.serverCpuPct).toFixed(2)}, p50 ${(own.p50Ms - peer.p50Ms >= 0 ? '+' : '') + (own.p50Ms - peer.p50Ms).toFixed(1)} ms`,
        ),
    );

export const bleHead =
  '\nBluetooth (15 ms)  phones   p50 ms   p99 ms  bytes/state  states/s  fairness  in 20 bytes';

export const bleLine = (row: BleRow): string =>
  `${row.server.padEnd(17)}${String(row.n).padStart(8)}${cell(row.p50Ms, 9)}${cell(row.p99Ms, 9)}${cell(row.bytesPerState, 13)}${cell(row.statesPerSecond, 10)}${cell(row.fairness, 10, 2)}${Number.isNaN(row.onePacketShare) ? '-'.padStart(13) : `${cell(row.onePacketShare * 100, 11)} %`}`;
