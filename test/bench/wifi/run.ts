import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { cpuMs, rssMb, type Server, startServer } from '../process.ts';
import { makeCertificate } from './certificate.ts';
import type { Connect } from './client.ts';
import { type LoadResult, runLoad } from './load.ts';
import { partylineConnect } from './partyline-client.ts';
import { colyseusConnect, socketIoConnect } from './peer-clients.ts';
import { PlainJoin } from './plain-join.ts';
import { SealedJoin } from './sealed-join.ts';
import { wsConnect } from './ws-client.ts';

export const servers = [
  'partyline',
  'partyline-plain',
  'ws',
  'wss',
  'socketio',
  'colyseus',
  'colyseus-wss',
] as const;
export type ServerName = (typeof servers)[number];

export interface WifiRow extends LoadResult {
  readonly server: ServerName;
  readonly n: number;
  readonly serverCpuPct: number;
  readonly rssMb: number;
  /** Nobody on the way can read or change what travels. */
  readonly sealed: boolean;
}

/** The hub as `play` starts it, on free ports. */
export const startHub = (root: string, ...flags: string[]): Promise<Server> =>
  startServer(
    [
      join(root, '.build/hub/main.js'),
      '--radio',
      'off',
      '--port',
      '0',
      '--tcp-port',
      '0',
      '--code',
      'off',
      '--log-level',
      'silent',
      // A store of its own, new each time: nothing of a room before comes back.
      '--data-dir',
      mkdtempSync(join(tmpdir(), 'partyline-bench-')),
      ...flags,
    ],
    'ready ',
  );

const readyPort = z.object({ http: z.number() });

interface Setting {
  readonly sealed: boolean;
  readonly connect: Connect;
  start(): Promise<Server>;
  port(ready: string): number;
}

const setUp = async (root: string): Promise<Record<ServerName, Setting>> => {
  const { files, ca } = await makeCertificate();
  const peer =
    (file: string, ...args: string[]) =>
    () =>
      startServer([join(root, 'test/bench/peers', file), ...args], 'listening ');
  const port = (ready: string): number => Number(ready.split(' ')[1]);
  const hubPort = (ready: string): number => readyPort.parse(JSON.parse(ready.slice(6))).http;
  return {
    partyline: {
      sealed: true,
      connect: partylineConnect(() => new SealedJoin()),
      start: () => startHub(root, '--game', 'arena'),
      port: hubPort,
    },
    'partyline-plain': {
      sealed: false,
      connect: partylineConnect(() => new PlainJoin()),
      start: () => startHub(root, '--game', 'arena', '--plain'),
      port: hubPort,
    },
    ws: { sealed: false, connect: wsConnect(), start: peer('ws.mjs'), port },
    wss: { sealed: true, connect: wsConnect(ca), start: peer('ws.mjs', ...files), port },
    socketio: { sealed: false, connect: socketIoConnect(root), start: peer('socketio.mjs'), port },
    colyseus: { sealed: false, connect: colyseusConnect(root), start: peer('colyseus.mjs'), port },
    'colyseus-wss': {
      sealed: true,
      connect: colyseusConnect(root, ca),
      start: peer('colyseus.mjs', ...files),
      port,
    },
  };
};

/** Measures every server with every number of players, one after the other, so that they share nothing but the machine. */
export const runWifi = async (
  root: string,
  counts: readonly number[],
  warmUpSeconds: number,
  seconds: number,
  only: readonly ServerName[],
  tell: (row: WifiRow) => void,
): Promise<WifiRow[]> => {
  const all = await setUp(root);
  const table: WifiRow[] = [];
  for (const n of counts) {
    for (const name of only) {
      const { sealed, connect, start, port } = all[name];
      const server = await start();
      try {
        let cpu = 0;
        let began = 0;
        let serverCpuPct = 0;
        let memory = 0;
        const result = await runLoad(
          connect,
          port(server.ready),
          n,
          warmUpSeconds,
          seconds,
          () => {
            cpu = cpuMs(server.pid);
            began = performance.now();
          },
          () => {
            serverCpuPct = ((cpuMs(server.pid) - cpu) / (performance.now() - began)) * 100;
            memory = rssMb(server.pid);
          },
        );
        const row: WifiRow = { server: name, n, ...result, serverCpuPct, rssMb: memory, sealed };
        table.push(row);
        tell(row);
      } finally {
        await server.stop();
      }
    }
  }
  return table;
};
