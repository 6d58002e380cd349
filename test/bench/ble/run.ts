import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { seededRandom } from '../../../phone-sim/radio/prng.ts';
import { startPhones } from '../../../phone-sim/run-phones.ts';
import { pause, percentile, startServer } from '../process.ts';
import { measureEcho } from './echo-phone.ts';

export interface BleRow {
  /** `partyline` with the arena and its tick, or with a game that has none; stock bleno with the same tick, or none. */
  readonly server: 'partyline' | 'partyline-event' | 'bleno-echo' | 'bleno-echo-event';
  readonly n: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytesPerState: number;
  /** For each phone. */
  readonly statesPerSecond: number;
  /** Slowest phone's p99 over the fastest's. */
  readonly fairness: number;
  /** Share of states that fit one notification, with what seals them, at the ATT MTU in force. */
  readonly onePacketShare: number;
  /** The same for a notification of 20 bytes, the least that a link carries. */
  readonly in20BytesShare: number;
  readonly sealed: boolean;
}

const INTERVAL_MS = 15;
const INPUT_MS = 33;

const readyLine = z.object({ http: z.number(), air: z.string() });

/** Figures of the hub's own that no phone can know. */
const metric = async (port: number, name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^partyline_${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
};

const stateSizes = async (port: number) => ({
  sent: await metric(port, 'states_sent_total'),
  inOne: await metric(port, 'states_in_one_packet_total'),
  in20: await metric(port, 'states_in_20_bytes_total'),
});
/** Of a hub that has no web server to ask. */
const noSizes = { sent: 0, inOne: 0, in20: 0 };

const measurePhones = async (
  server: BleRow['server'],
  air: string,
  port: number | undefined,
  n: number,
  seconds: number,
): Promise<BleRow> => {
  const crowd = startPhones({
    hub: { host: '127.0.0.1', port: port ?? 0 },
    radio: () => air,
    code: '',
    ble: n,
    ws: 0,
    tcp: 0,
    inputsPerSecond: 1000 / INPUT_MS,
  });
  while (!crowd.phones.every((phone) => phone.state?.view.shared.room.phase === 'playing')) await pause(50);
  await pause(1_000);
  const before = crowd.phones.map((phone) => ({
    states: phone.statesReceived,
    bytes: phone.bytesReceived,
    rtts: phone.rtt.count,
  }));
  const sizes = port === undefined ? noSizes : await stateSizes(port);
  await pause(seconds * 1_000);
  const after = port === undefined ? noSizes : await stateSizes(port);
  const phones = crowd.phones.map((phone, i) => ({
    states: phone.statesReceived - (before[i]?.states ?? 0),
    bytes: phone.bytesReceived - (before[i]?.bytes ?? 0),
    rtts: phone.rtt.values.slice(before[i]?.rtts).sort((a, b) => a - b),
  }));
  await crowd.stop();
  const all = phones.flatMap((phone) => phone.rtts).sort((a, b) => a - b);
  const p99s = phones.map((phone) => percentile(phone.rtts, 0.99));
  const states = phones.reduce((sum, phone) => sum + phone.states, 0);
  return {
    server,
    n,
    p50Ms: percentile(all, 0.5),
    p99Ms: percentile(all, 0.99),
    bytesPerState: phones.reduce((sum, phone) => sum + phone.bytes, 0) / states,
    statesPerSecond: states / n / seconds,
    fairness: Math.max(...p99s) / Math.min(...p99s),
    onePacketShare: (after.inOne - sizes.inOne) / (after.sent - sizes.sent),
    in20BytesShare: (after.in20 - sizes.in20) / (after.sent - sizes.sent),
    sealed: true,
  };
};

/** Measures the hub and stock bleno by turns on airs made alike, at a connection interval of 15 ms. Stock bleno holds one phone. */
export const runBle = async (
  root: string,
  counts: readonly number[],
  seconds: number,
  tell: (row: BleRow) => void,
): Promise<BleRow[]> => {
  const table: BleRow[] = [];
  const add = (row: BleRow): void => {
    table.push(row);
    tell(row);
  };
  const own = (which: string) =>
    startServer([join(root, '.build/test/bench/ble/server.js'), which, String(INTERVAL_MS)], 'listening ');
  for (const [which, server] of [
    ['bleno-event', 'bleno-echo-event'],
    ['bleno-tick', 'bleno-echo'],
  ] as const) {
    const process = await own(which);
    try {
      const { p50Ms, p99Ms, notificationsPerSecond } = await measureEcho(
        process.ready.slice(10),
        seconds,
        INPUT_MS,
        seededRandom(1),
      );
      add({
        server,
        n: 1,
        p50Ms,
        p99Ms,
        bytesPerState: 4,
        statesPerSecond: notificationsPerSecond,
        fairness: 1,
        onePacketShare: 1,
        in20BytesShare: 1,
        sealed: false,
      });
    } finally {
      await process.stop();
    }
  }
  const event = await own('hub-event');
  try {
    add(await measurePhones('partyline-event', event.ready.slice(10), undefined, 1, seconds));
  } finally {
    await event.stop();
  }
  for (const n of counts) {
    const hub = await startServer(
      [
        join(root, '.build/hub/main.js'),
        '--radio',
        'virtual',
        '--air-interval',
        String(INTERVAL_MS),
        '--game',
        'arena',
        '--port',
        '0',
        '--tcp-port',
        '0',
        '--code',
        'off',
        '--log-level',
        'silent',
        '--data-dir',
        mkdtempSync(join(tmpdir(), 'partyline-bench-')),
      ],
      'ready ',
    );
    try {
      const { http, air } = readyLine.parse(JSON.parse(hub.ready.slice(6)));
      add(await measurePhones('partyline', air, http, n, seconds));
    } finally {
      await hub.stop();
    }
  }
  return table;
};

/** What the table says in ratios. */
export const bleRatios = (rows: readonly BleRow[]): string[] => {
  const find = (server: BleRow['server']): BleRow | undefined => rows.find((row) => row.server === server);
  const [echoEvent, echoTick, event] = [
    find('bleno-echo-event'),
    find('bleno-echo'),
    find('partyline-event'),
  ];
  const lines: string[] = [];
  if (event && echoEvent)
    lines.push(
      `  round trip without a tick, against a bare bleno echo: p50 ×${(event.p50Ms / echoEvent.p50Ms).toFixed(2)}`,
    );
  for (const row of rows)
    if (row.server === 'partyline' && echoTick)
      lines.push(
        `  ${row.n} phones at the arena's tick, against one phone on a bare bleno echo with that tick: p50 ×${(row.p50Ms / echoTick.p50Ms).toFixed(2)}, fairness ${row.fairness.toFixed(2)}`,
      );
  return lines;
};
