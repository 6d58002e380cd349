import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { cpuMs, rssMb, type Server, startServer } from '../process.ts';
import type { Connect } from './client.ts';
import { type LoadResult, runLoad } from './load.ts';
import { connectPartyline } from './partyline-client.ts';
import { colyseusConnect, socketIoConnect } from './peer-clients.ts';
import { connectWs } from './ws-client.ts';

export const servers = ['partyline', 'ws', 'socketio', 'colyseus'] as const;
export type ServerName = (typeof servers)[number];

export interface WifiRow extends LoadResult {
  readonly server: ServerName;
  readonly n: number;
  readonly serverCpuPct: number;
  readonly rssMb: number;
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

const setUp = (
  root: string,
): Record<
  ServerName,
  { readonly connect: Connect; start(): Promise<Server>; port(ready: string): number }
> => {
  const peer = (file: string) => () => startServer([join(root, 'test/bench/peers', file)], 'listening ');
  const listening = (ready: string): number => Number(ready.split(' ')[1]);
  return {
    partyline: {
      connect: connectPartyline,
      start: () => startHub(root, '--game', 'arena'),
      port: (ready) => readyPort.parse(JSON.parse(ready.slice(6))).http,
    },
    ws: { connect: connectWs, start: peer('ws.mjs'), port: listening },
    socketio: { connect: socketIoConnect(root), start: peer('socketio.mjs'), port: listening },
    colyseus: { connect: colyseusConnect(root), start: peer('colyseus.mjs'), port: listening },
  };
};

/** Measures every server with every number of players, one after the other, so that they share nothing but the machine. */
export const runWifi = async (
  root: string,
  counts: readonly number[],
  seconds: number,
  only: readonly ServerName[],
  tell: (row: WifiRow) => void,
): Promise<WifiRow[]> => {
  const all = setUp(root);
  const table: WifiRow[] = [];
  for (const n of counts) {
    for (const name of only) {
      const { connect, start, port } = all[name];
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
        const row: WifiRow = { server: name, n, ...result, serverCpuPct, rssMb: memory };
        table.push(row);
        tell(row);
      } finally {
        await server.stop();
      }
    }
  }
  return table;
};
