import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pause } from '../bench/process.ts';
import { freePort } from '../store/support/hub-process.ts';
import { writeBigPacks } from './days/packs.ts';
import { eventually } from './support/eventually.ts';
import { HOST, type HubSettings, HubUnderAttack } from './support/hub.ts';
import { mayMount, withDescriptors, within } from './support/namespace.ts';
import { Party, rightfulJoin } from './support/party.ts';

const root = process.env.PARTYLINE_ATTACK_ROOT ?? fileURLToPath(new URL('../..', import.meta.url));
const wrongClock = ['--import', new URL('./days/wrong-clock.mjs', import.meta.url).pathname];

const PATIENCE_MS = 5_000;
/** MemoryHigh of scripts/partyline.service. */
const MEMORY_MB = 256;
/** Long enough for a checkpoint and some hundred inputs. */
const PLAY_MS = 1_000;

let dir: string;
const cleanUp: (() => unknown)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'partyline-day-'));
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

const startHub = async (settings: Partial<HubSettings> = {}): Promise<HubUnderAttack> => {
  const hub = await HubUnderAttack.start({ root, radio: 'off', dataDir: join(dir, 'data'), ...settings });
  cleanUp.push(() => hub.stop());
  return hub;
};

const sitDown = async (hub: HubUnderAttack): Promise<Party> => {
  const party = await Party.sitDown(hub, ['websocket', 'websocket']);
  cleanUp.push(() => party.leave());
  return party;
};

/** They played on as if nothing had happened, and somebody new gets in. */
const unhurt = async (hub: HubUnderAttack, party: Party): Promise<void> => {
  expect(hub.death, hub.lastWords).toBeUndefined();
  const { checked } = party.audit;
  expect(await eventually(() => party.audit.checked > checked, PATIENCE_MS)).toBe(true);
  expect(await party.allApplied(PATIENCE_MS)).toBe(true);
  expect({ ...party.audit, checked: 0, thrownOut: party.thrownOut }).toEqual({
    checked: 0,
    lost: 0,
    duplicated: 0,
    wrong: 0,
    thrownOut: 0,
  });
  expect(await rightfulJoin(hub, 'websocket', PATIENCE_MS)).toBeDefined();
};

/** @returns the status, or why there was no answer. */
const ask = (hub: HubUnderAttack, path: string, agent?: Agent): Promise<number | string> =>
  new Promise((resolve) => {
    const asked = get({ host: HOST, port: hub.ports.http, path, ...(agent ? { agent } : {}) }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.complete ? (answer.statusCode ?? 0) : 'cut off'));
    });
    asked.setTimeout(PATIENCE_MS, () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => resolve(error.message));
  });

/** Names of files in a page. */
const filesOf = async (hub: HubUnderAttack, path: string): Promise<readonly string[]> => {
  const page = await (await fetch(`${hub.base}${path}`)).text();
  return [...page.matchAll(/(?:src|href)="\/?([\w.-]+-[0-9A-Z]{8}\.\w+)"/g)].map(([, name]) => `/${name}`);
};

describe('the checkout of a running hub', () => {
  it('is built anew, pages gone for a while: whoever asks for one is answered, and the game goes on', async () => {
    const copy = join(dir, 'copy');
    mkdirSync(copy);
    cpSync(join(root, '.build'), join(copy, '.build'), { recursive: true });
    cpSync(join(root, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const hub = await startHub({ root: copy });
    const party = await sitDown(hub);
    const files = await filesOf(hub, '/');
    expect(files.length).toBeGreaterThan(0);
    rmSync(join(copy, '.build'), { recursive: true });
    for (const path of ['/', '/tv', ...files]) {
      const answer = await ask(hub, path);
      expect(`${path} ${answer} ${hub.death ?? 'alive'}`).toMatch(/ (200|404|500|503) alive$/);
    }
    await unhurt(hub, party);
  }, 30_000);
});

describe('a data directory', () => {
  it('with a hundred question packs, each as large as may be, leaves the hub within its memory', async () => {
    writeBigPacks(join(dir, 'data'), 100);
    const hub = await startHub();
    const known = await (await fetch(`${hub.base}/games.json`)).text();
    expect(known).toContain('Pack 0');
    expect(hub.figures().rssMb).toBeLessThan(MEMORY_MB);
    await unhurt(hub, await sitDown(hub));
  }, 60_000);

  const canMount = mayMount();
  it.runIf(canMount).each([
    ['full', (data: string) => `dd if=/dev/zero of='${data}/filler' bs=64k`, /ENOSPC/],
    // Whatever is open stays writable, or the kernel would refuse to turn it.
    ['read-only', (data: string) => `mount -t tmpfs -o ro tmpfs '${data}'`, /EROFS/],
  ])(
    'that becomes %s in play costs nobody anything, and the hub still ends well',
    async (_, later, error) => {
      const [data, trigger] = [join(dir, 'data'), join(dir, 'now')];
      mkdirSync(data);
      const mounts = `mount -t tmpfs -o size=4m tmpfs '${data}'`;
      const hub = await startHub({ within: within(mounts, later(data), trigger) });
      const party = await sitDown(hub);
      await pause(PLAY_MS);
      writeFileSync(trigger, '');
      await pause(PLAY_MS);
      expect(hub.death, hub.lastWords).toBeUndefined();
      const asHubSeesIt = `/proc/${hub.pid}/root${data}/probe`;
      expect(() => writeFileSync(asHubSeesIt, Buffer.alloc(100_000))).toThrow(error);
      await unhurt(hub, party);
      expect(hub.logBytes).toBeLessThan(20_000);
      await hub.stop();
      expect(hub.death).toBe('ended with 0');
    },
    30_000,
  );
});

describe('descriptors', () => {
  it('that run out under 150 silent connections cost the hub nothing but those', async () => {
    const hub = await startHub({ within: withDescriptors(128) });
    const party = await sitDown(hub);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    cleanUp.push(() => agent.destroy());
    expect(await ask(hub, '/', agent)).toBe(200);
    const silent = Array.from({ length: 150 }, (_, n) => {
      const socket = connect({ host: HOST, port: hub.ports.http, localAddress: `127.0.0.${71 + (n % 4)}` });
      return socket.on('error', () => undefined);
    });
    cleanUp.push(() => silent.forEach((socket) => void socket.destroy()));
    await pause(500);
    for (const path of ['/', '/tv', ...(hub.death === undefined ? ['/healthz'] : [])]) {
      const answer = await ask(hub, path, agent);
      expect(`${path} ${answer} ${hub.death ?? 'alive'}`).toMatch(/ (200|404|500|503) alive$/);
    }
    for (const socket of silent) socket.destroy();
    await unhurt(hub, party);
  }, 30_000);
});

const validity = (hub: HubUnderAttack): Promise<{ readonly from: number; readonly to: number }> =>
  new Promise((resolve, reject) => {
    const socket = connectTls(hub.ports.http, HOST, { rejectUnauthorized: false }, () => {
      const { valid_from, valid_to } = socket.getPeerCertificate();
      socket.destroy();
      resolve({ from: Date.parse(valid_from), to: Date.parse(valid_to) });
    });
    socket.on('error', reject);
  });

describe('a clock', () => {
  it('that jumps 20 years ahead and then back to 1970 is nothing that a player sees', async () => {
    const hub = await startHub({ nodeFlags: wrongClock });
    const party = await sitDown(hub);
    for (let jump = 0; jump < 2; jump += 1) {
      hub.signal('SIGUSR2');
      await pause(PLAY_MS);
      await unhurt(hub, party);
      expect(await party.comeBack(PATIENCE_MS)).toBe(true);
    }
  }, 30_000);

  it('that was wrong at the first start leaves a certificate that is right as soon as the clock is', async () => {
    const dates: { readonly from: number; readonly to: number }[] = [];
    for (const year of ['2038-06-01', undefined, '1970-01-02', undefined]) {
      if (year === '1970-01-02') rmSync(join(dir, 'data'), { recursive: true });
      const env = { PARTYLINE_CLOCK: String(year === undefined ? Date.now() : Date.parse(year)) };
      const hub = await startHub({ nodeFlags: wrongClock, env });
      // Certificates are made for whoever asks first; with a clock that cannot be right there may be none.
      if (year === undefined) dates.push(await validity(hub));
      else await validity(hub).catch(() => undefined);
      await hub.stop();
    }
    const now = Date.now();
    expect(dates.map(({ from, to }) => ({ hasBegun: from <= now, lasts: to > now }))).toEqual([
      { hasBegun: true, lasts: true },
      { hasBegun: true, lasts: true },
    ]);
  }, 40_000);
});

describe('a hub that is killed in play', () => {
  it('takes everybody back into the same match, nothing lost or done twice', async () => {
    const port = await freePort();
    const flags = ['--port', `${port}`];
    const hub = await startHub({ flags });
    const party = await sitDown(hub);
    await pause(PLAY_MS);
    await hub.stop('SIGKILL');
    const next = await startHub({ flags });
    expect(await party.allApplied(2 * PATIENCE_MS)).toBe(true);
    const rooms = party.phones.map((phone) => phone.state?.view.shared.room);
    expect(rooms.map((room) => [room?.phase, room?.match])).toEqual([
      ['playing', 1],
      ['playing', 1],
    ]);
    expect(party.audit).toMatchObject({ lost: 0, duplicated: 0, wrong: 0 });
    expect(next.death).toBeUndefined();
  }, 30_000);
});
