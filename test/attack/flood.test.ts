import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { pause } from '../bench/process.ts';
import { floods } from './floods/all.ts';
import { Attack, SOURCES } from './support/attack.ts';
import { eventually } from './support/eventually.ts';
import { HubUnderAttack } from './support/hub.ts';
import { Party, rightfulJoin } from './support/party.ts';
import { PARTY } from './support/run.ts';
import { holdSlowly } from './support/slow-links.ts';

const root = process.env.PARTYLINE_ATTACK_ROOT ?? fileURLToPath(new URL('../..', import.meta.url));

/** How long a flood lasts before anybody looks. */
const FLOOD_MS = 1_500;
/** How long somebody who comes, or comes back, is ready to wait. */
const PATIENCE_MS = 5_000;
/** On the air nobody can be preferred: of all who wait for a place chance chooses one, until those who never join are known and held shortly. */
const LOTTERY_MS = 30_000;
/** MemoryHigh of scripts/partyline.service: above it the system slows the hub down. */
const MEMORY_MB = 256;
/** Descriptors of the hub's own doings, such as a file that is being written. */
const OWN_FDS = 8;

/** What else must hold, flood by flood. */
interface Promised {
  /** That it comes from; default: all of them. */
  readonly addresses?: number;
  /** It needs longer to be dangerous. */
  readonly lastsMs?: number;
  /** Who gets in with the right code while it goes on. */
  readonly joins?: readonly ('ble' | 'websocket')[];
  /** How long somebody on Bluetooth waits. */
  readonly bleMs?: number;
  /** Who has what the QR code has gets in. */
  readonly scans?: boolean;
  /** People in the room after so many seconds, those who vanished too. */
  readonly members?: (seconds: number) => number;
  /** Chat lines that a player has to read in so many seconds. */
  readonly lines?: (seconds: number) => number;
}

const promised: Readonly<Record<string, Promised>> = {
  // 1,200 of them shut everybody out.
  'silent-websockets': { lastsMs: 3_500 },
  'ble-strangers': { joins: ['ble', 'websocket'], lastsMs: 2_500, bleMs: LOTTERY_MS },
  'att-storms': { joins: ['ble', 'websocket'] },
  // 40 at once and 5 a second of each address get in, and those who play; each may say six lines at once.
  joins: { addresses: 1, members: (seconds) => 60 + 10 * seconds, lastsMs: 2_000 },
  chat: { joins: ['ble', 'websocket'], lines: (seconds) => 300 + 60 * seconds, lastsMs: 2_000 },
  // Not guessable, so nothing is held up, and each try is dear: the hub answers them beside its ticks, each address in its turn.
  'wrong-secrets': { joins: ['ble', 'websocket'], scans: true },
  // While somebody guesses a code that is typed waits; who scans does not, who is in stays in, and who comes after it gets in.
  'wrong-codes': { joins: ['ble', 'websocket'], scans: true },
};

/** The longest that the hub bears with anybody, a handshake of the protocol (30 s), and some. */
const SLOW_MS = 40_000;
/** Log lines are for a person: so many bytes of one flood can be read. */
const LOG_BYTES = 20_000;

let hub: HubUnderAttack;
let party: Party;
let isHurt = true;

const sitDown = async (): Promise<void> => {
  hub = await HubUnderAttack.start({ root });
  party = await Party.sitDown(hub, PARTY);
  isHurt = false;
};
const clearUp = async (): Promise<void> => {
  await party?.leave();
  await hub?.stop();
};

describe('fourteen floods against one hub with eight who play', () => {
  // They need time, and so begin before all else, on a hub where nothing else happens.
  let quietHub: HubUnderAttack;
  let slow: ReturnType<typeof holdSlowly>;
  let slowSince = 0;
  beforeAll(async () => {
    quietHub = await HubUnderAttack.start({ root, radio: 'off' });
    slow = holdSlowly(quietHub);
    slowSince = performance.now();
  });
  afterAll(async () => {
    slow?.end();
    await quietHub?.stop();
  });

  // One that has been hurt says nothing about the next flood.
  beforeEach(async () => {
    if (!isHurt) return;
    await clearUp();
    await sitDown();
  });
  afterAll(clearUp);

  it.each(floods.map((flood) => [flood.name, flood] as const))(
    '%s: the hub lives, nobody is thrown out, no input is lost, the right code opens, all is let go of',
    async (name) => {
      onTestFailed(() => {
        isHurt = true;
      });
      const { lastsMs = FLOOD_MS, joins = ['websocket'], members, lines, ...more } = promised[name] ?? {};
      const by = more.scans ? 'secret' : 'code';
      const [before, heard, logged] = [hub.figures(), party.chatHeard, hub.logBytes];
      const attack = await Attack.start(root, name, hub.target(SOURCES.slice(0, more.addresses)));
      const began = performance.now();
      await pause(lastsMs);
      const playsOn = hub.death === undefined && (await party.allApplied(PATIENCE_MS));
      const isBack = hub.death === undefined && (await party.comeBack(PATIENCE_MS));
      const joined: string[] = [];
      for (const kind of joins) {
        const ms = kind === 'ble' ? (more.bleMs ?? PATIENCE_MS) : PATIENCE_MS;
        if ((await rightfulJoin(hub, kind, ms, by)) !== undefined) joined.push(kind);
      }
      const top = hub.figures();
      const stats = await attack.stop();
      const seconds = (performance.now() - began) / 1000;
      process.stdout.write(`${name}: ${JSON.stringify(stats)}\n`);

      expect(hub.death, hub.lastWords).toBeUndefined();
      // An attacker that got nowhere would prove nothing.
      expect(Object.values(stats).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
      const applied = await party.allApplied(PATIENCE_MS);
      const { lost, duplicated, wrong } = party.audit;
      const { thrownOut } = party;
      expect({ playsOn, isBack, joined, applied, thrownOut, lost, duplicated, wrong }).toEqual({
        playsOn: true,
        isBack: true,
        joined: [...joins],
        applied: true,
        thrownOut: 0,
        lost: 0,
        duplicated: 0,
        wrong: 0,
      });

      const joinsAfter = await rightfulJoin(hub, 'websocket', PATIENCE_MS);
      expect(joinsAfter, 'a phone with the right code gets in when it is over').toBeDefined();
      const fdsBack = (): boolean => hub.figures().fds <= before.fds + OWN_FDS;
      expect(await eventually(fdsBack, PATIENCE_MS), `${hub.figures().fds} descriptors`).toBe(true);
      expect(Math.max(top.rssMb, hub.figures().rssMb)).toBeLessThan(MEMORY_MB);
      expect(hub.logBytes - logged).toBeLessThan(LOG_BYTES);
      if (members !== undefined) {
        const here = await hub.metric('partyline_members{status="here"}');
        const away = await hub.metric('partyline_members{status="away"}');
        expect(here + away).toBeLessThan(members(seconds));
      }
      if (lines !== undefined) expect(party.chatHeard - heard).toBeLessThan(lines(seconds));
      expect(party.audit.checked).toBeGreaterThan(0);
    },
    80_000,
  );

  it('ends every connection that never gets to the point, however it goes on', async () => {
    const stillOpen = (): string[] => slow.links.flatMap(({ isOpen, what }) => (isOpen ? [what] : []));
    await eventually(() => stillOpen().length === 0, SLOW_MS - (performance.now() - slowSince));
    expect(stillOpen()).toEqual([]);
    expect(quietHub.death).toBeUndefined();
  }, 60_000);
});
