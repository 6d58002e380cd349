import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import { overUnixSocket } from '../../phone-sim/radio/air-client.ts';
import { AirServer } from '../../phone-sim/radio/air-server.ts';
import { createNobleCentral } from '../../phone-sim/radio/noble-instance.ts';
import { inProcess } from '../../phone-sim/radio/transport.ts';
import { keepingReasons, startBleno } from './support/bleno-peripheral.ts';
import { bundle } from './support/bundle.ts';

let folder = '';
let path = '';
let air: Air;
let server: AirServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'air-'));
  path = join(folder, 'air.sock');
  air = new Air({ seed: 4 });
  server = new AirServer(air, { maxConnections: 3 });
});

afterEach(async () => {
  await server.close();
  air.close();
  rmSync(folder, { recursive: true, force: true });
});

const reset = Buffer.from('01030c00', 'hex');
const resetDone = '040e0401030c00';

/** A connection that collects what it reads. */
function open(): { socket: ReturnType<typeof connect>; read: (bytes: number) => Promise<string> } {
  const socket = connect(path);
  socket.on('error', () => {});
  let got = Buffer.alloc(0);
  return {
    socket,
    read: async (bytes) => {
      while (got.length < bytes) {
        const [chunk] = (await once(socket, 'data')) as [Buffer];
        got = Buffer.concat([got, chunk]);
      }
      const out = got.subarray(0, bytes).toString('hex');
      got = got.subarray(bytes);
      return out;
    },
  };
}

describe('the air on a Unix socket', () => {
  it('gives each connection a controller, however its bytes are cut', async () => {
    await server.listen(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const one = open();
    for (const byte of reset) one.socket.write(Buffer.from([byte]));
    expect(await one.read(7)).toBe(resetDone);
    one.socket.write(Buffer.concat([reset, reset, reset]));
    expect(await one.read(21)).toBe(resetDone.repeat(3));
    expect(air.controllers.length).toBe(1);
    one.socket.destroy();
    await once(one.socket, 'close');
    await expect.poll(() => air.controllers.length).toBe(0);
  });

  it('closes a connection that does not speak H4, counts it, and serves the others', async () => {
    await server.listen(path);
    const good = open();
    good.socket.write(reset);
    await good.read(7);
    for (const bytes of ['00', '04ff', 'deadbeef', '0200ffffff']) {
      const bad = open();
      bad.socket.resume();
      bad.socket.write(Buffer.from(bytes, 'hex'));
      await once(bad.socket, 'close');
    }
    expect(server.stats.malformed).toBe(4);
    good.socket.write(reset);
    expect(await good.read(7)).toBe(resetDone);
  });

  it('turns away connections over its limit, and takes new ones when there is room again', async () => {
    await server.listen(path);
    const held = [open(), open(), open()];
    for (const one of held) {
      one.socket.write(reset);
      await one.read(7);
    }
    const extra = open();
    extra.socket.resume();
    await once(extra.socket, 'close');
    expect(server.stats).toMatchObject({ connections: 3, refused: 1 });
    held[0]?.socket.destroy();
    await expect.poll(() => air.controllers.length).toBe(2);
    const next = open();
    next.socket.write(reset);
    expect(await next.read(7)).toBe(resetDone);
  });

  it('closes a connection that never reads, and bounds what it keeps for it', async () => {
    await server.listen(path);
    const deaf = connect(path);
    deaf.pause();
    deaf.on('error', () => {});
    const closed = new Promise((resolve) => deaf.once('close', resolve));
    const flood = Buffer.concat(Array(4000).fill(Buffer.from('01021000', 'hex')));
    // Each four bytes ask for seventy; the server gives up before the host does.
    const push = (): void => {
      if (!deaf.destroyed) deaf.write(flood, () => setImmediate(push));
    };
    push();
    await expect.poll(() => server.stats.slow, { timeout: 15_000 }).toBe(1);
    deaf.destroy();
    await closed;
    await expect.poll(() => air.controllers.length).toBe(0);
  });

  it('takes over a socket file nobody answers on, and nothing else', async () => {
    const stale = createServer();
    await new Promise<void>((resolve) => stale.listen(path, resolve));
    // A second name for the file keeps it there, as a killed process would leave it.
    await expect(server.listen(path)).rejects.toThrow(/another air/);
    const child = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen('${path}2',()=>console.log('up'))`,
    ]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(`${path}2`)).toBe(true);
    await server.listen(`${path}2`);
    await new Promise((resolve) => stale.close(resolve));

    writeFileSync(`${path}3`, 'precious');
    chmodSync(`${path}3`, 0o644);
    await expect(new AirServer(air).listen(`${path}3`)).rejects.toThrow(/not a socket/);
    expect(existsSync(`${path}3`)).toBe(true);
  });

  it('a phone without an air is told where it looked', async () => {
    await expect(createNobleCentral(overUnixSocket(path))).rejects.toThrow(`no air at ${path}`);
  });

  it('a phone learns when its air is gone', async () => {
    await server.listen(path);
    const phone = await createNobleCentral(overUnixSocket(path));
    await server.close();
    expect((await phone.closed)?.message).toMatch(/closed the connection/);
    await phone.close();
  });

  it('a phone whose process is killed is missed by supervision timeout, not by a goodbye', async () => {
    await server.listen(path);
    const reasons: number[] = [];
    const { bleno, written } = await startBleno(keepingReasons(inProcess(air), reasons), 'Hub');
    const phone = await bundle(new URL('./support/phone-process.ts', import.meta.url));
    const child = spawn(process.execPath, [phone, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [address] = (await once(createInterface(child.stdout), 'line')) as [string];
    await expect.poll(() => written.map(String)).toEqual([`hello from ${address}`]);
    const gone = once(bleno as unknown as NodeJS.EventEmitter, 'disconnect');
    child.kill('SIGKILL');
    expect(await gone).toEqual([address]);
    expect(reasons).toEqual([0x08]);
    rmSync(phone, { force: true });
  });
});
