import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { firstValueFrom, mergeMap, Observable, tap } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { listen } from '../../hub/transport/listen.ts';
import { newcomerRules } from '../../hub/transport/newcomers.ts';
import type { Link } from '../../hub/transport/port.ts';
import { WebSocketTransport, type WebSocketTransportOptions } from '../../hub/transport/websocket.ts';
import { decodeFromHub } from '../../protocol/codec.ts';
import { errorTable } from '../../protocol/errors.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import { describeLinkContract } from './contract.ts';
import { FrameQueue } from './frame-queue.ts';

interface Running {
  readonly transport: WebSocketTransport;
  readonly server: Server;
  readonly port: number;
  stop(): Promise<void>;
}

const start = async (options: WebSocketTransportOptions = {}): Promise<Running> => {
  const server = createServer();
  const transport = new WebSocketTransport(options);
  transport.attach(server);
  const port = await listen(server, { port: 0, host: '127.0.0.1', flag: '--port' });
  return {
    transport,
    server,
    port,
    stop: async () => {
      await transport.stop();
      server.closeAllConnections();
      server.close();
    },
  };
};

const dial = (port: number, path = '/play', protocol = WEBSOCKET_SUBPROTOCOL, origin?: string): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol, origin === undefined ? {} : { origin });

const framesOf = (ws: WebSocket): FrameQueue =>
  new FrameQueue(
    new Observable((to) => {
      ws.on('message', (data) => to.next(new Uint8Array(data as Buffer)));
      ws.on('error', () => {});
      ws.on('close', () => to.complete());
    }),
  );

/** Status and body of a refused upgrade. */
const refusalOf = async (ws: WebSocket): Promise<[number | undefined, string]> => {
  const [, response] = (await once(ws, 'unexpected-response')) as [
    unknown,
    import('node:http').IncomingMessage,
  ];
  const body: Buffer[] = [];
  for await (const chunk of response) body.push(chunk as Buffer);
  return [response.statusCode, Buffer.concat(body).toString()];
};

describeLinkContract(
  'websocket',
  async () => {
    const { transport, port, stop } = await start({ flushMs: 2_000 });
    return {
      connect: async () => {
        const opened = firstValueFrom(transport.links$);
        const ws = dial(port);
        const frames = framesOf(ws);
        await once(ws, 'open');
        const phone = {
          frames,
          send: (frame: Uint8Array) => ws.send(frame),
          close: () => ws.close(),
          vanish: () => ws.terminate(),
          sendMalformed: () => ws.send('text'),
          pauseReading: () => ws.pause(),
          resumeReading: () => ws.resume(),
        };
        return { hub: await opened, phone };
      },
      dispose: stop,
    };
  },
  { bulkBytes: 60_000 },
);

describe('WebSocket transport', () => {
  const running: Running[] = [];
  const begin = async (options?: WebSocketTransportOptions): Promise<Running> => {
    const one = await start(options);
    running.push(one);
    return one;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  it('3.1.1 opens at /play with the subprotocol partyline.v1 only', async () => {
    const { port, transport } = await begin();
    expect(await refusalOf(dial(port, '/other'))).toEqual([404, 'Play at /play.']);
    expect(await refusalOf(dial(port, '/play', 'chess.v9'))).toEqual([
      400,
      'Offer the subprotocol partyline.v1.',
    ]);
    const ws = dial(port, '/play?x=1');
    await once(ws, 'open');
    expect(ws.protocol).toBe('partyline.v1');
    expect(ws.extensions).toBe('');
    expect(transport.counters).toMatchObject({ upgradesRefused: 2, linksOpened: 1 });
  });

  it('3.1.3 refuses a text message with an error and status 1003', async () => {
    const { port } = await begin();
    const ws = dial(port);
    const frames = framesOf(ws);
    await once(ws, 'open');
    ws.send('hello');
    const [code] = await once(ws, 'close');
    expect(code).toBe(1003);
    expect((await frames.all()).map((frame) => decodeFromHub(frame).type)).toEqual(['error']);
  });

  it.each<[string, (ws: WebSocket) => void]>([
    ['that is not UTF-8', (ws) => ws.send(Buffer.of(0xff, 0xfe), { binary: false })],
    [
      'in pieces',
      (ws) => {
        ws.send('hel', { fin: false });
        ws.send('lo');
      },
    ],
  ])('3.1.3 refuses a text message %s in the same way', async (_, send) => {
    const { port } = await begin();
    const ws = dial(port);
    const frames = framesOf(ws);
    await once(ws, 'open');
    send(ws);
    const [code] = await once(ws, 'close');
    expect(code).toBe(1003);
    expect((await frames.all()).map(decodeFromHub)).toMatchObject([{ code: errorTable.badFrame.code }]);
  });

  it.each<[string, number, (ws: WebSocket) => void]>([
    ['of 513 bytes', 1, (ws) => ws.send(new Uint8Array(513))],
    ['of 4096 bytes', 1, (ws) => ws.send(new Uint8Array(4_096))],
    [
      'of 513 bytes in pieces',
      1,
      (ws) => {
        ws.send(new Uint8Array(500), { fin: false });
        ws.send(new Uint8Array(13));
      },
    ],
    ['of 4097 bytes', 0, (ws) => ws.send(new Uint8Array(4_097))],
  ])(
    '3.1.4 closes with status 1009 for a message %s, after the error tooLarge where it has been read',
    async (_, errors, send) => {
      const { port, transport } = await begin();
      const frames: Uint8Array[] = [];
      const ended = firstValueFrom(
        transport.links$.pipe(
          tap((link) => link.frames$.subscribe((frame) => frames.push(frame))),
          mergeMap(({ closed$ }) => closed$),
        ),
      );
      const ws = dial(port);
      const heard = framesOf(ws);
      ws.on('error', () => {});
      await once(ws, 'open');
      send(ws);
      ws.send(Uint8Array.of(9));
      const [code] = await once(ws, 'close');
      expect(code).toBe(1009);
      const answer = { type: 'error', code: errorTable.tooLarge.code };
      expect((await heard.all()).map(decodeFromHub)).toMatchObject(Array(errors).fill(answer));
      expect(frames).toEqual([]);
      expect((await ended).cause).toBe('malformed');
      expect(transport.counters.malformed).toBe(1);
    },
  );

  it('asks whether a page of that origin may play', async () => {
    const { port, transport } = await begin({ allowOrigin: (origin) => origin !== 'http://evil.example' });
    expect((await refusalOf(dial(port, '/play', WEBSOCKET_SUBPROTOCOL, 'http://evil.example')))[0]).toBe(403);
    await once(dial(port, '/play', WEBSOCKET_SUBPROTOCOL, 'http://hub.local'), 'open');
    await once(dial(port), 'open');
    expect(transport.counters.originRefused).toBe(1);
  });

  it('3.1.5 tells a phone above the limit of links that the room is full, and lets the next one in when somebody has left', async () => {
    const { port, transport } = await begin({ maxLinks: 1 });
    const first = dial(port);
    const opened = firstValueFrom(transport.links$);
    const { closed$ } = await opened;
    const frames = await framesOf(dial(port)).all();
    expect(frames.map(decodeFromHub)).toMatchObject([{ type: 'error', code: errorTable.roomFull.code }]);
    expect(transport.counters.fullRefused).toBe(1);
    const left = firstValueFrom(closed$);
    first.close();
    await left;
    const next = firstValueFrom(transport.links$);
    dial(port);
    expect((await next).kind).toBe('websocket');
  });

  it('10.1 ends the oldest link that has not joined when another wants in', async () => {
    let now = 0;
    const { port, transport } = await begin({ maxLinks: 10, now: () => now });
    const links: Link[] = [];
    transport.links$.subscribe((link) => links.push(link));
    const silent: FrameQueue[] = [];
    while (silent.length < 10) {
      const ws = dial(port);
      silent.push(framesOf(ws));
      await once(ws, 'open');
      const seen = silent.length;
      await expect.poll(() => links.length).toBe(seen);
    }
    links[0]?.claimSlot();
    now = newcomerRules.crowdedOldMs;
    await once(dial(port), 'open');
    const frames = (await silent[1]?.all()) ?? [];
    expect(frames.map(decodeFromHub)).toMatchObject([{ type: 'error', code: errorTable.idle.code }]);
    expect(links[0]?.trySend(Uint8Array.of(1))).toBe(true);
    expect(transport.counters).toMatchObject({ fullRefused: 0, madeRoom: 1 });
  });

  it('refuses the upgrade itself while as many are being told', async () => {
    const { port, transport } = await begin({ maxLinks: 0 });
    expect((await refusalOf(dial(port)))[0]).toBe(503);
    expect(transport.counters.fullRefused).toBe(1);
  });

  it('3.1.5 tells a phone from outside the own network why it may not play, unless remote ones are let in', async () => {
    const { port, transport } = await begin({ isLocal: () => false });
    const frames = await framesOf(dial(port)).all();
    expect(frames.map(decodeFromHub)).toMatchObject([{ type: 'error', code: errorTable.remoteRefused.code }]);
    expect(transport.counters.remoteRefused).toBe(1);
    const lax = await begin({ isLocal: () => false, allowRemote: true });
    const opened = firstValueFrom(lax.transport.links$);
    dial(lax.port);
    expect((await opened).kind).toBe('websocket');
  });

  it('answers an upgrade that is no WebSocket, and lives on', async () => {
    const { port } = await begin();
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(
      'GET /play HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: partyline.v1\r\n\r\n',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 400 /);
    await once(dial(port), 'open');
    socket.destroy();
  });

  it('tells bytes that are no WebSocket frame from a lost link', async () => {
    const { port, transport } = await begin();
    const opened = firstValueFrom(transport.links$);
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(
      'GET /play HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: partyline.v1\r\n\r\n',
    );
    await once(socket, 'data');
    socket.write(Uint8Array.of(0xff, 0xff, 0xff));
    const closed = await firstValueFrom((await opened).closed$);
    expect(closed.cause).toBe('malformed');
    socket.destroy();
  });

  it('stops taking upgrades when it stops, and leaves the web server to its owner', async () => {
    const { port, transport, server } = await begin();
    const ws = dial(port);
    const frames = framesOf(ws);
    await once(ws, 'open');
    await transport.stop();
    await frames.ended;
    expect(server.listening).toBe(true);
    expect(server.listenerCount('upgrade')).toBe(0);
  });
});
