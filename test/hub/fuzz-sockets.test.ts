import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { asyncScheduler, merge } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { games } from '../../hub/games/catalogue.ts';
import { Hub } from '../../hub/hub.ts';
import { listen } from '../../hub/transport/listen.ts';
import { TcpTransport } from '../../hub/transport/tcp.ts';
import { PLAY_PATH, WebSocketTransport } from '../../hub/transport/websocket.ts';
import { seededRandom } from '../../phone-sim/radio/prng.ts';
import { encode } from '../../protocol/codec.ts';
import { frameForTcp } from '../../protocol/framing/tcp.ts';
import { pad } from '../../protocol/inputs.ts';
import { features, WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import type { PhoneMessage } from '../../protocol/messages.ts';
import { gameNamed } from './support/virtual-hub.ts';

/** How many broken frames each radio gets here; Bluetooth has as many in its own suite. */
const FRAMES = 44_000;

const random = seededRandom(4711);
const below = (limit: number): number => Math.floor(random() * limit);

const honest: readonly PhoneMessage[] = [
  { type: 'hello', version: 1, oldest: 1, features: features.dualHomed, client: 'fuzz' },
  { type: 'join', code: '0000', name: 'Eve', role: 'player', colour: 1, hostKey: 'guess' },
  { type: 'resume', token: new Uint8Array(16), epoch: 1, tick: 5 },
  { type: 'hello', version: 2, oldest: 2, features: features.dualHomed, client: 'fuzz' },
  { type: 'pake', proof: 'code', share: new Uint8Array(32) },
  { type: 'confirm', tag: new Uint8Array(16), first: new Uint8Array(20) },
  {
    type: 'unlock',
    id: new Uint8Array(8),
    share: new Uint8Array(32).fill(9),
    epoch: 1,
    tick: 5,
    tag: new Uint8Array(16),
  },
  { type: 'input', first: 1, inputs: [pad(3, 1, 2), { kind: 'move', bytes: new Uint8Array([1, 2, 3]) }] },
  { type: 'ack', tick: 9 },
  { type: 'chat', text: 'hello' },
  { type: 'command', command: 'start', member: 0, argument: '' },
  { type: 'resync' },
  { type: 'leave' },
  { type: 'ping', stamp: 1 },
];
const hello = encode(honest[0] ?? { type: 'resync' });

/** Random, truncated or mutated, one as often as the other; never an honest join, since no such frame has the right code. */
const brokenFrame = (): Uint8Array => {
  const kind = below(3);
  if (kind === 0) return Uint8Array.from({ length: below(40) }, () => below(256));
  const frame = encode(honest[below(honest.length)] ?? { type: 'resync' });
  if (kind === 1) return frame.subarray(0, below(frame.length));
  for (let i = 0; i <= below(3); i += 1) frame[below(frame.length)] = below(256);
  return frame;
};

/** On TCP the first empty frame ends the stream before the hub reads much: only one in a few connections gets one. */
const brokenTcpFrame = (): Uint8Array => {
  const frame = brokenFrame();
  return frame.length === 0 && below(20) > 0 ? Uint8Array.of(below(256)) : frame;
};

const web = createServer();
const sockets = new WebSocketTransport();
const tcp = new TcpTransport();
let ports = { http: 0, tcp: 0 };
const hub = new Hub({
  links$: merge(sockets.links$, tcp.links$),
  game: gameNamed('arena'),
  catalogue: games,
  code: '4711',
  name: 'Fuzzed',
  roomId: 'FUZZ',
  hostKey: 'not to be guessed',
  plain: true,
  seed: 1,
  scheduler: asyncScheduler,
  randomBytes: (count) => new Uint8Array(count).fill(7),
  wifi: () => [],
});

beforeAll(async () => {
  sockets.attach(web);
  hub.start();
  ports = {
    http: await listen(web, { port: 0, host: '127.0.0.1', flag: '--port' }),
    tcp: await tcp.listen(0, '127.0.0.1'),
  };
});
afterAll(async () => {
  hub.stop('hubClosing');
  await Promise.all([sockets.stop(), tcp.stop()]);
  web.close();
});

/** Sends broken frames over one connection after the other: the hub ends each at its first unreadable frame. */
const flood = async (
  broken: () => Uint8Array,
  open: () => Promise<{ send(frame: Uint8Array): void; closed: Promise<unknown>; end(): void }>,
): Promise<void> => {
  for (let sent = 0; sent < FRAMES; ) {
    const links = await Promise.all(Array.from({ length: 20 }, open));
    await Promise.all(
      links.map(async (link) => {
        if (below(2) === 0) link.send(hello);
        for (let i = 0; i < 50; i += 1) link.send(broken());
        sent += 50;
        link.end();
        await link.closed;
      }),
    );
  }
};

const untouched = (): void => {
  expect(hub.state.members.size).toBe(0);
  expect(hub.tick).toBe(1);
  expect(hub.state.phase).toBe('lobby');
  expect(hub.sessions.size).toBe(0);
  expect(hub.counters.inputsAccepted).toBe(0);
};

/** A rightful phone: joins over WebSocket and gets a state. By the host key, since among the broken frames were joins enough to make codes wait. */
const rightfulPhone = async (): Promise<void> => {
  const socket = new WebSocket(`ws://127.0.0.1:${ports.http}${PLAY_PATH}`, WEBSOCKET_SUBPROTOCOL);
  await once(socket, 'open');
  const kinds: number[] = [];
  const state = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      kinds.push(data[0] ?? 0);
      if (data[0] === 0x44) resolve();
    });
  });
  socket.send(hello);
  socket.send(
    encode({ type: 'join', code: '', name: 'Ada', role: 'player', colour: 0, hostKey: 'not to be guessed' }),
  );
  await state;
  socket.send(encode({ type: 'leave' }));
  await once(socket, 'close');
};

describe('strangers cannot do harm by any bytes', () => {
  it(`lives through ${FRAMES} broken frames over TCP, and nothing changes`, async () => {
    const before = { ...hub.counters, refused: { ...hub.counters.refused } };
    await flood(brokenTcpFrame, async () => {
      const socket: Socket = connect(ports.tcp, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      await once(socket, 'connect');
      return {
        send: (frame) => void socket.write(frame.length === 0 ? Uint8Array.of(0) : frameForTcp(frame)),
        closed: once(socket, 'close'),
        end: () => void socket.end(),
      };
    });
    untouched();
    expect(hub.counters.malformedFrames).toBeGreaterThan(before.malformedFrames + FRAMES / 200);
    // Whatever ended a link was counted, by the hub or below it.
    expect(hub.links.size).toBe(0);
    expect((hub.counters.refused.badFrame ?? 0) + (hub.counters.refused.tooLarge ?? 0)).toBe(
      hub.counters.malformedFrames,
    );
  }, 120_000);

  it(`lives through ${FRAMES} broken frames over WebSocket, and nothing changes`, async () => {
    const before = hub.counters.malformedFrames;
    await flood(brokenFrame, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${ports.http}${PLAY_PATH}`, WEBSOCKET_SUBPROTOCOL);
      socket.on('error', () => undefined);
      await once(socket, 'open');
      return {
        send: (frame) => {
          if (socket.readyState === socket.OPEN) socket.send(frame);
        },
        closed: once(socket, 'close'),
        end: () => socket.close(),
      };
    });
    untouched();
    expect(hub.counters.malformedFrames).toBeGreaterThan(before + FRAMES / 200);
  }, 120_000);

  it('still lets a rightful phone in', async () => {
    await rightfulPhone();
    expect(hub.counters.joins).toBe(1);
  });
});
