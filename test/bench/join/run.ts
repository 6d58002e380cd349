import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startPhones } from '../../../phone-sim/run-phones.ts';
import { cpuMs, percentile, startServer } from '../process.ts';

/** What it takes until a phone plays, from the first step towards a connection to its first state. */
export interface JoinRow {
  readonly transport: 'websocket' | 'ble';
  readonly sealed: boolean;
  readonly joins: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the hub for each phone that comes, joins and leaves; over Bluetooth that of the air too, which is in its process. */
  readonly hubCpuMs: number;
}

const readyLine = z.object({ http: z.number(), air: z.string() });
/** Of joins before any is counted. */
const WARM_UP = 10;

const hubArguments = (root: string): string[] => [
  join(root, '.build/hub/main.js'),
  ...['--radio', 'virtual', '--air-interval', '15', '--port', '0', '--tcp-port', '0'],
  ...['--code', 'off', '--log-level', 'silent'],
  ...['--data-dir', mkdtempSync(join(tmpdir(), 'partyline-bench-'))],
];

const measure = async (
  root: string,
  transport: JoinRow['transport'],
  sealed: boolean,
  joins: number,
): Promise<JoinRow> => {
  const server = await startServer([...hubArguments(root), ...(sealed ? [] : ['--plain'])], 'ready ');
  try {
    const { http, air } = readyLine.parse(JSON.parse(server.ready.slice(6)));
    const joinOnce = async (): Promise<number> => {
      const began = performance.now();
      const crowd = startPhones({
        hub: { host: '127.0.0.1', port: http },
        radio: () => air,
        code: '',
        plain: !sealed,
        ble: transport === 'ble' ? 1 : 0,
        ws: transport === 'websocket' ? 1 : 0,
        tcp: 0,
        startsMatch: false,
      });
      await Promise.all(crowd.phones.map((phone) => phone.until(({ state }) => state !== undefined)));
      const took = performance.now() - began;
      await crowd.stop();
      return took;
    };
    for (let i = 0; i < WARM_UP; i += 1) await joinOnce();
    const before = cpuMs(server.pid);
    const took: number[] = [];
    for (let i = 0; i < joins; i += 1) took.push(await joinOnce());
    const cpu = cpuMs(server.pid) - before;
    took.sort((a, b) => a - b);
    return {
      transport,
      sealed,
      joins,
      p50Ms: percentile(took, 0.5),
      p99Ms: percentile(took, 0.99),
      hubCpuMs: cpu / joins,
    };
  } finally {
    await server.stop();
  }
};

/** Phones that join a hub one after the other, over WebSocket and Bluetooth, sealed and plain. */
export const runJoin = async (root: string, joins: number): Promise<JoinRow[]> => {
  const rows: JoinRow[] = [];
  for (const transport of ['websocket', 'ble'] as const)
    for (const sealed of [true, false]) rows.push(await measure(root, transport, sealed, joins));
  return rows;
};
