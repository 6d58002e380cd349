import { describe, expect, it } from 'vitest';
import type { HubOptions } from '../../hub/hub.ts';
import { gateRules } from '../../hub/pipeline/join-gate.ts';
import { rates } from '../../hub/pipeline/rates.ts';
import { native } from '../../hub/sealed/native.ts';
import { type PakeEngine, type PakeJob, pakeInPlace } from '../../hub/sealed/pake-engine.ts';
import { encode } from '../../protocol/codec.ts';
import { errorTable } from '../../protocol/errors.ts';
import { pad } from '../../protocol/inputs.ts';
import { tagBytes } from '../../protocol/sealed/seal.ts';
import { fixedRandom } from '../protocol/sealed/support/conversation.ts';
import { SealedPhone } from './support/sealed-phone.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const CODE = '4711';
const SECRET = 'ABCDEFGHIJKLMNOPQRSTUVWX27';
const KEY = 'the host key';

/** Joins as they are answered; held back if told so. */
class CountedPakes implements PakeEngine {
  readonly jobs: PakeJob[] = [];
  readonly #engine = pakeInPlace(fixedRandom(77));

  answer(...[source, job, done]: Parameters<PakeEngine['answer']>): void {
    this.jobs.push(job);
    this.#engine.answer(source, job, done);
  }

  stop(): void {}
}

interface Rig {
  readonly hub: VirtualHub;
  readonly pakes: CountedPakes;
}

const start = (options: Partial<HubOptions> = {}, highWater?: number): Rig => {
  const pakes = new CountedPakes();
  const random = fixedRandom(5);
  const hub = new VirtualHub(
    { plain: false, joinSecret: SECRET, primitives: native, pakes, randomBytes: random, ...options },
    highWater,
  );
  return { hub, pakes };
};

const refusedFor = (phone: SealedPhone): string | undefined => {
  const { code } = phone.last('error');
  return Object.entries(errorTable).find(([, row]) => row.code === code)?.[0];
};

const walk = { type: 'input', first: 1, inputs: [pad(1)] } as const;

/** Guesses until the hub looks at no code for a while. */
const closeGate = (hub: VirtualHub): void => {
  for (let i = 0; i < gateRules.freeTries; i += 1) new SealedPhone(hub).join('code', `000${i}`);
};

it('13.2.1 answers a hello that comes twice once: the phone goes on with the first share', () => {
  const { hub } = start();
  const phone = new SealedPhone(hub);
  const [hello = new Uint8Array()] = phone.sent;
  phone.raw(hello);
  expect(phone.heard.map(({ type }) => type)).toEqual(['sealedHub']);
  phone.join('code', CODE);
  expect(phone.count('welcome')).toBe(1);
});

describe('13.3.5 joining without telling the secret', () => {
  it.each([
    ['code', CODE, false],
    ['secret', SECRET, false],
    ['hostKey', KEY, true],
  ] as const)('lets in who knows the %s', (proof, secret, trusted) => {
    const { hub } = start();
    const phone = new SealedPhone(hub).join(proof, secret);
    hub.advance(100);
    expect(phone.heard.map(({ type }) => type).slice(0, 6)).toEqual([
      'sealedHub',
      'pakeShare',
      'confirmed',
      'welcome',
      'game',
      'keyframe',
    ]);
    expect(hub.hub.state.members.get(0)).toMatchObject({ name: 'Ada', trusted, plain: false });
    expect(phone.last('welcome').host).toBe(true);
    // Nothing of it travelled.
    const all = Buffer.concat(phone.sent).toString('latin1');
    for (const word of [secret, 'Ada']) expect(all).not.toContain(word);
  });

  it.each([
    ['code', '4712'],
    ['secret', SECRET.replace('A', 'B')],
    ['hostKey', 'another key'],
    // A secret of one kind is none of another.
    ['hostKey', CODE],
    ['code', SECRET],
  ] as const)('keeps out who proves the %s with %s', (proof, secret) => {
    const { hub } = start();
    const phone = new SealedPhone(hub).join(proof, secret);
    expect(refusedFor(phone)).toBe('wrongCode');
    expect(phone.count('confirmed')).toBe(0);
    expect(hub.hub.sessions.size).toBe(0);
    // The link stays: the person types again.
    phone.join('code', CODE);
    expect(phone.count('welcome')).toBe(1);
  });

  it('lets everybody in, sealed, where there is no code, whatever was typed once', () => {
    const { hub } = start({ code: undefined });
    expect(new SealedPhone(hub).join('code', '').count('welcome')).toBe(1);
    expect(hub.hub.counters.refused).toEqual({});
  });

  it('counts one guess for each confirm, however many runs were begun before', () => {
    const { hub, pakes } = start();
    const phones = Array.from({ length: 12 }, () => new SealedPhone(hub));
    for (const [i, phone] of phones.entries()) phone.pake('code', `10${10 + i}`);
    expect(pakes.jobs).toHaveLength(12);
    for (const phone of phones.slice(0, 11)) phone.confirm();
    const { refused } = hub.hub.counters;
    expect(refused.wrongCode).toBe(gateRules.freeTries);
    // From there on nothing is compared, right or wrong.
    expect(refused.tooManyAttempts).toBe(11 - gateRules.freeTries);
    const lucky = new SealedPhone(hub);
    expect(hub.hub.invitation.guessing).toBe(true);
    lucky.pake('code', CODE);
    expect(refusedFor(lucky)).toBe('tooManyAttempts');
  });

  it('compares a right code no more than a wrong one while guessing has to wait', () => {
    const { hub } = start();
    const early = new SealedPhone(hub);
    early.pake('code', CODE);
    closeGate(hub);
    early.confirm();
    expect(refusedFor(early)).toBe('tooManyAttempts');
    expect(hub.hub.sessions.size).toBe(0);
    hub.advance(early.last('error').retryMs + gateRules.turnMs);
    expect(early.join('code', CODE).count('welcome')).toBe(1);
  });

  it('computes nothing for a code while guessing has to wait', () => {
    const { hub, pakes } = start();
    closeGate(hub);
    const before = pakes.jobs.length;
    for (let i = 0; i < 50; i += 1) {
      const phone = new SealedPhone(hub);
      phone.pake('code', CODE);
      expect(refusedFor(phone)).toBe('tooManyAttempts');
    }
    expect(pakes.jobs).toHaveLength(before);
  });

  it('lets in who scans or has the key meanwhile, and does not take their mistakes for guesses', () => {
    const { hub } = start();
    closeGate(hub);
    expect(new SealedPhone(hub).join('secret', SECRET).count('welcome')).toBe(1);
    expect(new SealedPhone(hub).join('hostKey', KEY).count('welcome')).toBe(1);
    const until = new SealedPhone(hub);
    until.pake('code', CODE);
    const { retryMs } = until.last('error');
    for (let i = 0; i < 20; i += 1) new SealedPhone(hub).join('secret', SECRET.replace('A', 'C'));
    until.pake('code', CODE);
    expect(until.last('error').retryMs).toBeLessThanOrEqual(retryMs);
  });

  it('takes no code that has changed since the run began, and counts no guess', () => {
    const { hub } = start({ drawCode: () => '1234', drawSecret: () => SECRET.replace('A', 'Z') });
    const host = new SealedPhone(hub).join('hostKey', KEY);
    const late = new SealedPhone(hub);
    late.pake('code', CODE);
    const scanned = new SealedPhone(hub);
    scanned.pake('secret', SECRET);
    host.send({ type: 'command', command: 'newCode', member: 0, argument: '' });
    expect(hub.hub.invitation).toMatchObject({ code: '1234', secret: SECRET.replace('A', 'Z') });
    late.confirm();
    expect(refusedFor(late)).toBe('wrongCode');
    late.pake('code', '1234');
    scanned.confirm();
    expect(refusedFor(scanned)).toBe('wrongCode');
    expect(hub.hub.invitation.guessing).toBe(false);
    late.confirm();
    expect(late.count('welcome')).toBe(1);
    expect(scanned.join('secret', SECRET.replace('A', 'Z')).count('welcome')).toBe(1);
  });

  it('answers one run at a time on a link, and not without end', () => {
    const held: (() => void)[] = [];
    const engine = pakeInPlace(fixedRandom(3));
    const pakes: PakeEngine = {
      answer: (...all) => void held.push(() => engine.answer(...all)),
      stop: () => undefined,
    };
    const { hub } = start({ pakes });
    const phone = new SealedPhone(hub);
    phone.pake('secret', SECRET);
    phone.pake('secret', SECRET);
    expect(refusedFor(phone)).toBe('tooFast');
    expect(held).toHaveLength(1);
    for (let i = 0; i < 40 && phone.closed === undefined; i += 1) {
      held.pop()?.();
      hub.settle();
      phone.pake('secret', SECRET);
    }
    expect(phone.closed).toBe('hub');
    // What comes too late for a link that is gone harms nobody.
    held.pop()?.();
    hub.settle();
  });

  it('reckons no more for an address that never proves anything, as much as comes for one whose phones join (9.2)', () => {
    const { hub, pakes } = start();
    const from = (source: string): SealedPhone => new SealedPhone(hub, 'websocket', source);
    for (let n = 0; n < 2 * rates.proofsAtOnce; n += 1) from('192.168.1.66').pake('secret', 'wrong');
    expect(pakes.jobs).toHaveLength(rates.proofsAtOnce);
    const late = from('192.168.1.66');
    late.pake('secret', 'wrong');
    expect(refusedFor(late)).toBe('tooFast');
    for (let n = 0; n < 3 * rates.proofsAtOnce; n += 1)
      expect(from('192.168.1.5').join('secret', SECRET, `Phone ${n}`).count('welcome')).toBe(1);
    hub.advance(1_000);
    expect(from('192.168.1.66').join('secret', SECRET).count('welcome')).toBe(1);
  });

  it('says so when more join than it can answer, and goes on', () => {
    const pakes: PakeEngine = { answer: (_source, _job, done) => done('busy'), stop: () => undefined };
    const { hub } = start({ pakes });
    const phone = new SealedPhone(hub);
    phone.pake('secret', SECRET);
    expect(refusedFor(phone)).toBe('tooFast');
    expect(phone.closed).toBeUndefined();
  });

  it('refuses a share that is none, and a confirm out of nowhere', () => {
    const { hub } = start();
    const zero = new SealedPhone(hub);
    zero.send({ type: 'pake', proof: 'secret', share: new Uint8Array(32) });
    expect(refusedFor(zero)).toBe('badSeal');
    expect(zero.closed).toBe('hub');
    // One confirm for each run: a second one would be a guess that nobody counts.
    const twice = new SealedPhone(hub);
    twice.pake('code', '0000');
    twice.confirm();
    expect(refusedFor(twice)).toBe('wrongCode');
    twice.confirm();
    expect(refusedFor(twice)).toBe('badFrame');
    const rash = new SealedPhone(hub);
    rash.send({ type: 'confirm', tag: new Uint8Array(16), first: new Uint8Array(20) });
    expect(refusedFor(rash)).toBe('badFrame');
    expect(rash.closed).toBe('hub');
  });
});

describe('13.5.1 going on without telling the token', () => {
  it('brings the seat back, over the same round trips, with another token', () => {
    const { hub } = start();
    const first = new SealedPhone(hub).join('code', CODE);
    first.wire.vanish();
    hub.advance(50);
    const second = new SealedPhone(hub).resume(first.token);
    expect(second.last('welcome')).toMatchObject({ member: 0, resumed: true });
    expect(second.token).not.toEqual(first.token);
    expect(hub.hub.counters).toMatchObject({ joins: 1, resumes: 1 });
    for (const frame of second.sent)
      expect(Buffer.from(frame).includes(Buffer.from(first.token))).toBe(false);
  });

  it('refuses a resume that was recorded and is said again', () => {
    const { hub } = start();
    const first = new SealedPhone(hub).join('code', CODE);
    const second = new SealedPhone(hub).resume(first.token);
    const thief = new SealedPhone(hub);
    thief.raw(second.sent[1] ?? new Uint8Array(0));
    expect(refusedFor(thief)).toBe('badSeal');
    expect(thief.closed).toBe('hub');
    // The whole recording, from the hello on.
    const parrot = new SealedPhone(hub);
    for (const frame of second.sent) parrot.raw(frame);
    expect(refusedFor(parrot)).toBe('badSeal');
    expect(second.closed).toBeUndefined();
    second.send(walk);
    expect(hub.hub.counters.inputsAccepted).toBe(1);
  });

  it('ends the token of before with the first sealed frame, and not sooner', () => {
    const { hub } = start();
    const first = new SealedPhone(hub).join('code', CODE);
    const old = first.token;
    const second = new SealedPhone(hub).resume(old);
    // Its welcome may have been lost: what the phone has is good.
    const third = new SealedPhone(hub).resume(old);
    expect(third.last('welcome').resumed).toBe(true);
    expect(third.token).toEqual(second.token);
    third.send(walk);
    const thief = new SealedPhone(hub).resume(old);
    expect(refusedFor(thief)).toBe('unknownToken');
    expect(thief.count('welcome')).toBe(0);
    // The link stays, for the newer one.
    expect(thief.resume(third.token).count('welcome')).toBe(1);
  });

  it('takes what both phones and hub may have after a restart', () => {
    const { hub } = start();
    const ada = new SealedPhone(hub).join('code', CODE, 'Ada');
    const eve = new SealedPhone(hub).join('code', CODE, 'Eve');
    hub.advance(100);
    const adaOn = new SealedPhone(hub).resume(ada.token);
    const eveOn = new SealedPhone(hub).resume(eve.token);
    eveOn.send(walk);
    hub.advance(100);
    const { hub: next } = start({ saved: hub.hub.save() });
    next.advance(50);
    // Ada never got the welcome with the newer one; Eve did, and said so.
    expect(new SealedPhone(next).resume(ada.token).last('welcome').member).toBe(0);
    expect(new SealedPhone(next).resume(adaOn.token).last('welcome').member).toBe(0);
    expect(refusedFor(new SealedPhone(next).resume(eve.token))).toBe('unknownToken');
    expect(new SealedPhone(next).resume(eveOn.token).last('welcome').member).toBe(1);
  });

  it('tells the other link of the session, and the host keeps what a host may', () => {
    const { hub } = start();
    const wifi = new SealedPhone(hub).join('code', CODE);
    const radio = new SealedPhone(hub, 'ble').resume(wifi.token);
    expect(refusedFor(wifi)).toBe('seatShared');
    expect(wifi.closed).toBeUndefined();
    expect(radio.last('welcome').host).toBe(true);
    radio.send({ type: 'command', command: 'lock', member: 0, argument: '' });
    hub.advance(50);
    expect(hub.hub.state.locked).toBe(true);
  });
});

describe('13.6.5 sealed frames', () => {
  it.each(['websocket', 'ble'] as const)(
    'over %s: one bit that changed ends the link and changes nothing',
    (kind) => {
      const { hub } = start();
      const length = encode(walk).length + tagBytes[kind];
      for (let bit = 0; bit < 8 * length; bit += 5) {
        const phone = new SealedPhone(hub, kind).join('secret', SECRET);
        const before = { ...hub.hub.counters, refused: hub.hub.counters.refused.badSeal ?? 0 };
        phone.send(walk, (frame) => {
          expect(frame).toHaveLength(length);
          frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        });
        expect(refusedFor(phone)).toBe('badSeal');
        expect(phone.closed).toBe('hub');
        expect(hub.hub.counters.refused.badSeal).toBe(before.refused + 1);
        expect(hub.hub.counters.inputsAccepted).toBe(0);
        hub.advance(70_000, 500);
      }
      expect(hub.hub.sessions.size).toBe(0);
    },
  );

  it('said twice, or in another order, end the link', () => {
    const { hub } = start();
    const twice = new SealedPhone(hub).join('secret', SECRET);
    twice.send(walk);
    twice.raw(twice.sent.at(-1) ?? new Uint8Array(0));
    expect(refusedFor(twice)).toBe('badSeal');
    const forged = new SealedPhone(hub).join('secret', SECRET);
    // In the clear, on a link that is sealed.
    forged.raw(Uint8Array.of(0x07, 0));
    expect(refusedFor(forged)).toBe('badSeal');
    expect(hub.hub.counters.inputsAccepted).toBe(1);
  });

  it('lose no place in their row when there is no room to send them', () => {
    // An arena of one, whose players move all the time: states as well as messages.
    const { hub } = start({}, 100);
    const phone = new SealedPhone(hub).join('secret', SECRET);
    phone.send({ type: 'command', command: 'start', member: 0, argument: '' });
    hub.advance(5_000);
    expect(hub.hub.state.phase).toBe('playing');
    for (let round = 0; round < 5; round += 1) {
      const skipped = hub.hub.counters.statesSkipped;
      phone.wire.pauseReading();
      for (let i = 0; i < 12; i += 1) phone.send({ type: 'ping', stamp: i });
      for (let i = 0; i < 20; i += 1) {
        phone.send({ type: 'input', first: 1 + 20 * round + i, inputs: [pad(0, i % 2 ? 1 : -1)] });
        hub.advance(50);
      }
      expect(hub.hub.counters.statesSkipped).toBeGreaterThan(skipped);
      phone.wire.resumeReading();
      hub.advance(500);
    }
    expect(phone.broken).toBeUndefined();
    expect(phone.closed).toBeUndefined();
    expect(phone.count('pong')).toBe(60);
  });
});

describe('13.8.1 links that do not seal', () => {
  it('are refused with the flag that lets them in', () => {
    const { hub } = start();
    const phone = hub.connect();
    phone.hello();
    expect(phone.last('error').sentence).toContain('--plain');
    expect(phone.last('error').code).toBe(errorTable.plainRefused.code);
    expect(phone.closed).toBe('hub');
    expect(hub.hub.counters.refused.plainRefused).toBe(1);
  });

  it('cannot be had by a hello that seals and a join that does not', () => {
    for (const plain of [false, true]) {
      const { hub } = start({ plain });
      const sly = new SealedPhone(hub);
      sly.send({ type: 'join', code: CODE, name: 'Sly', role: 'player', colour: 0, hostKey: KEY });
      expect(refusedFor(sly)).toBe('plainRefused');
      const stolen = new SealedPhone(hub).join('code', CODE).token;
      const thief = new SealedPhone(hub);
      thief.send({ type: 'resume', token: stolen, epoch: 0, tick: 0 });
      expect(refusedFor(thief)).toBe('plainRefused');
      expect(hub.hub.sessions.size).toBe(1);
    }
  });

  it('are let in with --plain, and the room shows it; a token of a sealed session is worth nothing there', () => {
    const { hub } = start({ plain: true });
    const sealed = new SealedPhone(hub).join('code', CODE, 'Ada');
    const plain = hub.join('Bot');
    hub.advance(50);
    expect([...hub.hub.state.members.values()].map((m) => [m.name, m.plain])).toEqual([
      ['Ada', false],
      ['Bot', true],
    ]);
    const thief = hub.connect();
    thief.hello();
    thief.send({ type: 'resume', token: sealed.token, epoch: 0, tick: 0 });
    expect(thief.last('error').code).toBe(errorTable.unknownToken.code);
    // And the other way round: what was read on the way opens no sealed link.
    const reader = new SealedPhone(hub).resume(plain.last('welcome').token);
    expect(refusedFor(reader)).toBe('unknownToken');
  });
});
