import { join } from 'node:path';
import WebSocket from 'ws';
import { pause, percentile, startServer } from '../process.ts';
import { makeCertificate } from './certificate.ts';
import type { Connect, LoadClient } from './client.ts';
import { partylineConnect } from './partyline-client.ts';
import { SealedJoin } from './sealed-join.ts';

const INPUT_MS = 33;
const WARM_UP_MS = 1_000;

/** Round trips of one player on a server that answers at once. */
export interface EventRow {
  readonly server: 'partyline' | 'ws' | 'wss';
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const connectEcho =
  (ca?: string): Connect =>
  (port, events) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${ca === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}`, {
        perMessageDeflate: false,
        ca,
      });
      const frame = Buffer.alloc(4);
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => events.state(data.readUInt16LE(0)));
      socket.on('open', () =>
        resolve({
          input: (seq, dx, dy) => {
            frame.writeUInt16LE(seq, 0);
            frame.writeInt8(dx, 2);
            frame.writeInt8(dy, 3);
            socket.send(frame);
          },
          received: () => 0,
          close: () => socket.terminate(),
        }),
      );
    });

/** One player on each server at once, by turns, so that whatever else the machine does reaches both alike. */
export const runEvent = async (root: string, seconds: number): Promise<EventRow[]> => {
  const { files, ca } = await makeCertificate();
  const sides = [
    {
      server: 'partyline',
      connect: partylineConnect(() => new SealedJoin()),
      process: await startServer([join(root, '.build/test/bench/wifi/event-server.js')], 'listening '),
    },
    {
      server: 'ws',
      connect: connectEcho(),
      process: await startServer([join(root, 'test/bench/peers/ws-echo.mjs')], 'listening '),
    },
    {
      server: 'wss',
      connect: connectEcho(ca),
      process: await startServer([join(root, 'test/bench/peers/ws-echo.mjs'), ...files], 'listening '),
    },
  ] as const;
  try {
    const players = await Promise.all(
      sides.map(async ({ server, connect, process }) => {
        const samples: number[] = [];
        let sentAt = 0;
        let seq = 0;
        let measuring = false;
        const client: LoadClient = await connect(Number(process.ready.split(' ')[1]), {
          state: (acked) => {
            if (acked === seq && sentAt > 0 && measuring) samples.push(performance.now() - sentAt);
            if (acked === seq) sentAt = 0;
          },
        });
        return {
          server,
          samples,
          client,
          send: () => {
            seq += 1;
            sentAt = performance.now();
            client.input(seq, (seq % 7) - 3, (seq % 5) - 2);
          },
          measure: () => {
            measuring = true;
          },
        };
      }),
    );
    let turn = 0;
    const timer = setInterval(() => players[turn++ % players.length]?.send(), INPUT_MS / players.length);
    // The countdown of the match, then some rounds for the compilers.
    await pause(4_500 + WARM_UP_MS);
    for (const player of players) player.measure();
    await pause(seconds * 1_000);
    clearInterval(timer);
    return players.map(({ server, samples, client }) => {
      client.close();
      samples.sort((a, b) => a - b);
      return { server, p50Ms: percentile(samples, 0.5), p99Ms: percentile(samples, 0.99) };
    });
  } finally {
    await Promise.all(sides.map(({ process }) => process.stop()));
  }
};
