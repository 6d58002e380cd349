import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { firstValueFrom, Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { newcomerRules } from '../../hub/transport/newcomers.ts';
import type { Link } from '../../hub/transport/port.ts';
import { TcpTransport } from '../../hub/transport/tcp.ts';
import { decodeFromHub } from '../../protocol/codec.ts';
import { errorTable } from '../../protocol/errors.ts';
import { frameForTcp, TcpDeframer } from '../../protocol/framing/tcp.ts';
import { limits } from '../../protocol/limits.ts';
import { describeLinkContract } from './contract.ts';
import { FrameQueue } from './frame-queue.ts';

const open = async (port: number, localAddress = '127.0.0.1'): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
  await once(socket, 'connect');
  return socket;
};

const framesOf = (socket: Socket): FrameQueue =>
  new FrameQueue(
    new Observable((to) => {
      const deframer = new TcpDeframer(limits.frameToPhone);
      socket.on('data', (chunk) => {
        for (const frame of deframer.push(chunk)) to.next(frame);
      });
      socket.on('error', () => {});
      socket.on('close', () => to.complete());
    }),
  );

const errorsTo = async (socket: Socket): Promise<number[]> =>
  (await framesOf(socket).all()).map((frame) => {
    const message = decodeFromHub(frame);
    return message.type === 'error' ? message.code : -1;
  });

describeLinkContract(
  'tcp',
  async () => {
    const transport = new TcpTransport({ flushMs: 2_000 });
    const port = await transport.listen(0, '127.0.0.1');
    return {
      connect: async () => {
        const opened = firstValueFrom(transport.links$);
        const socket = await open(port);
        const frames = framesOf(socket);
        const phone = {
          frames,
          send: (frame: Uint8Array) => void socket.write(frameForTcp(frame)),
          close: () => void socket.end(),
          vanish: () => void socket.resetAndDestroy(),
          sendMalformed: () => void socket.write(Uint8Array.of(0x00)),
          pauseReading: () => void socket.pause(),
          resumeReading: () => void socket.resume(),
        };
        return { hub: await opened, phone };
      },
      dispose: () => transport.stop(),
    };
  },
  { bulkBytes: 60_000 },
);

describe('TCP transport', () => {
  const transports: TcpTransport[] = [];
  const start = async (options: ConstructorParameters<typeof TcpTransport>[0]) => {
    const transport = new TcpTransport(options);
    transports.push(transport);
    return { transport, port: await transport.listen(0, '127.0.0.1') };
  };
  afterEach(async () => {
    await Promise.all(transports.splice(0).map((transport) => transport.stop()));
  });

  it('3.2.4 tells a phone whose bytes cannot be read what was wrong, then closes', async () => {
    const { transport, port } = await start({});
    const [bad, large] = [await open(port), await open(port)];
    bad.write(Uint8Array.of(0x80, 0x00));
    large.write(Uint8Array.of(0x81, 0x04));
    expect(await errorsTo(bad)).toEqual([errorTable.badFrame.code]);
    expect(await errorsTo(large)).toEqual([errorTable.tooLarge.code]);
    expect(transport.counters.malformed).toBe(2);
  });

  it('tells a stream that ends inside a frame from a goodbye', async () => {
    const { transport, port } = await start({});
    const opened = firstValueFrom(transport.links$);
    const socket = await open(port);
    socket.end(Uint8Array.of(5, 1));
    expect((await firstValueFrom((await opened).closed$)).cause).toBe('lost');
  });

  it('tells a phone above the limit that the room is full', async () => {
    const { transport, port } = await start({ maxLinks: 1 });
    await open(port);
    expect(await errorsTo(await open(port))).toEqual([errorTable.roomFull.code]);
    expect(transport.counters).toMatchObject({ linksOpened: 1, fullRefused: 1 });
  });

  it('10.1 ends links that have not joined for one that wants in: the oldest, of the address that has most, and never one that joined', async () => {
    let now = 0;
    const { transport, port } = await start({ maxLinks: 12, now: () => now });
    const links: Link[] = [];
    transport.links$.subscribe((link) => links.push(link));
    const silent: Socket[] = [];
    while (silent.length < 12) {
      silent.push(await open(port));
      const seen = silent.length;
      await expect.poll(() => links.length).toBe(seen);
    }
    links[0]?.claimSlot();
    expect(await errorsTo(await open(port))).toEqual([errorTable.roomFull.code]);
    const [, second, third] = silent as [Socket, Socket, Socket];
    // Another address need not wait until they are old.
    await open(port, '127.0.0.2');
    expect(await errorsTo(second)).toEqual([errorTable.idle.code]);
    now = newcomerRules.crowdedOldMs;
    await open(port);
    expect(await errorsTo(third)).toEqual([errorTable.idle.code]);
    await expect.poll(() => links.length).toBe(14);
    expect(links[0]?.trySend(Uint8Array.of(1))).toBe(true);
    expect(transport.counters).toMatchObject({ fullRefused: 1, madeRoom: 2 });
  });

  it('3.2.5 tells a phone from outside the own network why it may not play, unless remote ones are let in', async () => {
    const { transport, port } = await start({ isLocal: () => false });
    expect(await errorsTo(await open(port))).toEqual([errorTable.remoteRefused.code]);
    expect(transport.counters).toMatchObject({ linksOpened: 0, remoteRefused: 1 });
    const lax = await start({ isLocal: () => false, allowRemote: true });
    const opened = firstValueFrom(lax.transport.links$);
    await open(lax.port);
    expect((await opened).kind).toBe('tcp');
  });

  it('counts a connection that was reset before it was taken as that, not as a remote one', async () => {
    const { transport, port } = await start({});
    // In a process of its own, and this one waits for it: so the hub takes the connections only when they are gone.
    const program = `
      import { connect } from 'node:net';
      for (let n = 0; n < 20; n += 1) {
        const socket = connect(${port}, '127.0.0.1', () => socket.resetAndDestroy());
      }`;
    execFileSync(process.execPath, ['--input-type=module', '-e', program]);
    await expect.poll(() => transport.counters.goneEarly).toBe(20);
    expect(transport.counters).toMatchObject({ remoteRefused: 0, linksOpened: 0 });
  });

  it('stops: links end, the port is free again', async () => {
    const { transport, port } = await start({ flushMs: 100 });
    const socket = await open(port);
    const silent = await open(port);
    silent.pause();
    const frames = framesOf(socket);
    await transport.stop();
    await frames.ended;
    const again = new TcpTransport();
    transports.push(again);
    expect(await again.listen(port, '127.0.0.1')).toBe(port);
    silent.destroy();
  });

  it('says which port is taken and which flag chooses another', async () => {
    const { port } = await start({});
    const second = new TcpTransport();
    await expect(second.listen(port, '127.0.0.1')).rejects.toMatchObject({
      code: 'portTaken',
      message: expect.stringMatching(new RegExp(`Port ${port} is taken.*--tcp-port`)),
    });
  });
});
