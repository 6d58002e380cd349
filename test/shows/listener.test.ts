import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { BleRadio } from '../../phone-sim/ble-radio.ts';
import { overBle } from '../../phone-sim/link-ble.ts';
import { overTcp } from '../../phone-sim/link-tcp.ts';
import { overWebSocket } from '../../phone-sim/link-websocket.ts';
import { SimPhone } from '../../phone-sim/phone.ts';
import type { OpenPhoneLink } from '../../phone-sim/phone-link.ts';
import { type Policy, playAsBot } from '../../phone-sim/policy.ts';
import type { ClientEffect } from '../../protocol/client/types.ts';
import { encode } from '../../protocol/codec.ts';
import type { LinkKind } from '../../protocol/links.ts';
import { HubUnderAttack } from '../attack/support/hub.ts';
import { pause } from '../bench/process.ts';
import { Ear } from './support/ear.ts';
import { found, type Needle, words } from './support/needles.ts';
import { behindHandshakes } from './support/overheard.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The whole of it: 8 phones on Bluetooth, 8 on WebSocket, 4 on TCP, and a quiz to its end. */
const isWhole = process.env.PARTYLINE_LISTENER === 'whole';
const crowd: Readonly<Record<'ble' | 'websocket' | 'tcp', number>> = isWhole
  ? { ble: 8, websocket: 8, tcp: 4 }
  : { ble: 2, websocket: 2, tcp: 1 };
const PLAY_MS = isWhole ? 60_000 : 3_000;
const LOBBY_MS = 500;
const TIME_MS = isWhole ? 180_000 : 60_000;

/** Inputs that are looked for, of each phone. */
const INPUTS = 30;
const ofQuiz = (value: unknown): string[] => {
  if (typeof value === 'string') return value.length >= 8 ? [value] : [];
  if (value instanceof Map) return [...value.values()].flatMap(ofQuiz);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(ofQuiz) : [];
};

/** What one phone knows and nobody else may hear. */
class Secrets {
  readonly tokens = new Set<string>();
  readonly inputs: Uint8Array[] = [];
  readonly chat = new Set<string>();
  readonly quiz = new Set<string>();

  watch(effect: ClientEffect): void {
    if (effect.type === 'numbered' && this.inputs.length < INPUTS)
      this.inputs.push(encode({ type: 'input', first: effect.sequence, inputs: [effect.input] }));
    if (effect.type === 'said') this.chat.add(effect.text);
    if (effect.type !== 'state') return;
    for (const one of [...ofQuiz(effect.view.shared.game), ...ofQuiz(effect.view.secret)]) this.quiz.add(one);
  }
}

/** As the game's bot, but what it writes is told from everything else. */
const writes =
  (words: string): Policy =>
  (seen, random01) => {
    const input = playAsBot(seen, random01);
    const SAY = 2;
    return input?.kind === 'move' && input.bytes[0] === SAY
      ? { kind: 'move', bytes: Uint8Array.of(SAY, ...new TextEncoder().encode(words)) }
      : input;
  };

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

interface Overheard {
  readonly all: Buffer;
  readonly behind: Buffer;
  readonly needles: readonly Needle[];
}

/** A party from the first join to a quiz, with a listener on every way into the hub. */
const listenTo = async (plain: boolean): Promise<Overheard> => {
  const dir = mkdtempSync(join(tmpdir(), 'partyline-ear-'));
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }));
  const flags = ['--game', 'quiz', ...(plain ? ['--plain'] : [])];
  const hub = await HubUnderAttack.start({ root, flags });
  cleanUp.push(() => hub.stop());
  const air = await Ear.onAir(hub.ports.air ?? '', join(dir, 'air'));
  const webSockets = await Ear.onWebSockets(hub.ports.http);
  const tcp = await Ear.onTcp(hub.ports.tcp);
  const ears = [air, webSockets, tcp];
  cleanUp.push(() => Promise.all(ears.map((ear) => ear.close())));
  const { code, secret } = await hub.invitation();
  const { hostKey } = hub;

  const known: Secrets[] = [];
  const off: (() => Promise<void>)[] = [];
  const phone = (name: string, kind: LinkKind, open: OpenPhoneLink, tv = false): SimPhone => {
    const own = new Secrets();
    known.push(own);
    const one = new SimPhone({
      name,
      code,
      // Half of them type, half of them scan.
      ...(known.length % 2 === 0 ? { secret } : {}),
      ...(tv ? { role: 'screen', hostKey } : {}),
      plain,
      radios: new Map([[kind, open]]),
      inputsPerSecond: tv ? 0 : 15,
      startsMatch: false,
      policy: writes(`What ${name} thinks`),
      watch: (effect) => own.watch(effect),
      remember: (tokens) => {
        for (const token of tokens) own.tokens.add(token);
      },
    });
    one.start();
    return one;
  };
  const names = (kind: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `Zaphod ${kind} ${n}`);
  const players = [
    ...names('in the air', crowd.ble).map((name) => {
      const radio = new BleRadio(air.address.path, undefined);
      off.push(() => radio.off());
      return phone(name, 'ble', overBle(radio));
    }),
    ...names('on the net', crowd.websocket).map((name) =>
      phone(name, 'websocket', overWebSocket(`127.0.0.1:${webSockets.address.port}`)),
    ),
    ...names('by a wire', crowd.tcp).map((name) =>
      phone(name, 'tcp', overTcp('127.0.0.1', tcp.address.port)),
    ),
  ];
  const tv = phone('Big screen', 'websocket', overWebSocket(`127.0.0.1:${webSockets.address.port}`), true);
  const all = [...players, tv];
  const states = (): Promise<unknown> => {
    const before = all.map(({ statesReceived }) => statesReceived);
    return Promise.all(
      all.map((one, n) => one.until(({ statesReceived }) => statesReceived > (before[n] ?? 0))),
    );
  };
  await Promise.all(all.map((one) => one.until(({ statesReceived }) => statesReceived > 0)));
  await pause(LOBBY_MS);
  for (const one of players)
    one.act({ type: 'chat', text: `I am ${one.options.name}, and this is for you alone` });
  tv.act({ type: 'command', command: 'start', member: 0, argument: '' });
  await Promise.all(all.map((one) => one.until(({ state }) => state?.view.shared.room.phase === 'playing')));
  await pause(PLAY_MS / 2);
  // Everybody is lost once, and comes back.
  for (const one of all) one.cut();
  await states();
  await pause(PLAY_MS / 2);
  await Promise.all(all.map((one) => one.leave()));
  await Promise.all(off.map((end) => end()));

  const inFrames = ears.flatMap(({ links }) => links.flatMap((link) => [...link.toHub, ...link.toPhone]));
  const behind = behindHandshakes(ears.flatMap(({ links }) => links));
  const every = (pick: (one: Secrets) => Iterable<string>): string[] => [
    ...new Set(known.flatMap((one) => [...pick(one)])),
  ];
  return {
    all: Buffer.concat([...ears.map(({ bytes }) => bytes), ...inFrames]),
    behind: Buffer.concat(behind),
    needles: [
      ...words('code', code),
      ...words('QR secret', secret),
      ...words('host key', hostKey),
      ...every(({ tokens }) => tokens).map((token) => ({ what: 'token', bytes: Buffer.from(token, 'hex') })),
      ...words('name', ...all.map(({ options }) => options.name)),
      ...words('chat', ...every(({ chat }) => chat)),
      ...words('quiz', ...every(({ quiz }) => quiz)),
      ...known.flatMap(({ inputs }) => inputs.map((bytes) => ({ what: 'input', bytes }))),
    ],
  };
};

/** @returns how much smaller than as many bytes of chance it can be made. */
const gain = (bytes: Buffer): number => {
  const size = (one: Buffer): number => deflateRawSync(one, { level: 9 }).length;
  return 1 - size(bytes) / size(randomBytes(bytes.length));
};

const kinds = (needles: readonly Needle[]): string[] => [...new Set(needles.map(({ what }) => what))].sort();

describe('somebody who hears everything: the air, the Wi-Fi and the wire', () => {
  it('hears nothing of codes, tokens, names, chat, questions, answers and inputs', {
    timeout: TIME_MS,
  }, async () => {
    const { all, behind, needles } = await listenTo(false);
    process.stdout.write(
      `heard ${all.length} bytes, ${behind.length} of them sealed; looked for ${needles.length} secrets; deflates by ${(gain(behind) * 100).toFixed(3)} %\n`,
    );
    expect(kinds(needles)).toEqual([
      'QR secret',
      'chat',
      'code',
      'host key',
      'input',
      'name',
      'quiz',
      'token',
    ]);
    expect(behind.length).toBeGreaterThan(10_000);
    expect(found(all, needles)).toEqual([]);
    expect(gain(behind)).toBeLessThan(0.005);
  });

  it('hears all of it where phones speak plain: the ear is not deaf', { timeout: TIME_MS }, async () => {
    const { all, behind, needles } = await listenTo(true);
    const heard = found(all, needles);
    expect([...new Set(heard.map((one) => one.slice(0, one.indexOf(':'))))].sort()).toEqual(kinds(needles));
    // Of each phone, whatever it plays over.
    const missed = needles.filter(
      ({ what, bytes }) =>
        ['name', 'chat', 'token'].includes(what) &&
        !heard.includes(`${what}: ${Buffer.from(bytes).toString('latin1')}`),
    );
    expect(missed).toEqual([]);
    expect(gain(behind)).toBeGreaterThan(0.3);
  });
});
