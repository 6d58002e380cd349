import { describe, expect, it } from 'vitest';
import type { JoinWish } from '../../protocol/client/types.ts';
import { fixedRandom, NEW_TOKEN, TOKEN, welcome } from '../protocol/sealed/support/conversation.ts';
import { hex } from '../protocol/vectors.ts';
import { LoneHub, Phone } from './support/lone-hub.ts';

const join: JoinWish = { code: '4711', name: 'Ada', role: 'player', colour: 1, hostKey: '' };
const memory = { token: hex(TOKEN), spareTokens: [hex(NEW_TOKEN)], join };

const dialled = (options: ConstructorParameters<typeof Phone>[0]): { phone: Phone; hub: LoneHub } => {
  const phone = new Phone(options);
  phone.handle({ type: 'linkUp', linkId: phone.linkId });
  return { phone, hub: new LoneHub(phone) };
};

/** @returns everything that a phone ever sent, as one text of hex. */
const allSent = (phone: Phone): string =>
  phone.effects.flatMap((effect) => (effect.type === 'send' ? [hex(effect.frame)] : [])).join('|');

describe('a client that seals', () => {
  it('joins by the code, and says it to nobody', () => {
    const { phone, hub } = dialled({ join });
    hub.greet();
    const confirm = hub.answerPake('4711');
    expect(hub.proves(confirm)).toBe(true);
    expect(hub.confirm(confirm.first, TOKEN)).toMatchObject({
      type: 'join',
      code: '',
      hostKey: '',
      name: 'Ada',
    });
    expect(phone.status).toBe('playing');
    expect(phone.session.memory.token).toBe(hex(TOKEN));
    phone.handle({ type: 'chat', text: 'good evening' });
    expect(hub.hear('chat')).toEqual({ type: 'chat', text: 'good evening' });
    for (const secret of ['4711', 'Ada', 'good evening'])
      expect(allSent(phone)).not.toContain(hex(new TextEncoder().encode(secret)));
  });

  it.each([
    [{ ...join, secret: 'mfrggzdfmztwq2lknnwg23tpoa' }, 'secret', 'MFRGGZDFMZTWQ2LKNNWG23TPOA'],
    [{ ...join, secret: 'MFRGGZDFMZTWQ2LKNNWG23TPOA', hostKey: 'f16b' }, 'hostKey', 'f16b'],
    [{ ...join, code: '' }, 'code', ''],
  ] as const)('proves the best that it has (13.3.1): %j', (wish, proof, secret) => {
    const { hub } = dialled({ join: wish });
    hub.greet({ codeNeeded: secret !== '' });
    const confirm = hub.answerPake(secret);
    expect(hub.heard.find((message) => message.type === 'pake')).toMatchObject({ proof });
    // A greeting that was changed on the way: codeNeeded is not what this hub said.
    expect(hub.proves(confirm)).toBe(secret !== '');
  });

  it('tries another code on the same link, with another share, and waits when it is told to', () => {
    const { phone, hub } = dialled({ join: { ...join, code: '0000' } });
    hub.greet();
    expect(hub.proves(hub.answerPake('4711'))).toBe(false);
    hub.refuse('wrongCode');
    expect(phone.status).toBe('codeNeeded');
    phone.handle({ type: 'join', join });
    hub.hear('pake');
    hub.refuse('tooManyAttempts');
    expect(phone.status).toBe('waiting');
    phone.now += 5_000;
    phone.handle({ type: 'wake' });
    const confirm = hub.answerPake('4711');
    expect(hub.proves(confirm)).toBe(true);
    hub.confirm(confirm.first, TOKEN);
    expect(phone.status).toBe('playing');
    const shares = hub.heard.flatMap((message) => (message.type === 'pake' ? [hex(message.share)] : []));
    expect(new Set(shares).size).toBe(3);
  });

  it('takes nobody for the hub who does not know the code, and has told him nothing', () => {
    const { phone, hub } = dialled({ join });
    hub.greet();
    const confirm = hub.answerPake('1234');
    expect(hub.proves(confirm)).toBe(false);
    expect(() => hub.confirm(confirm.first, TOKEN)).toThrow('badSeal');
    hub.sayInTheClear({ type: 'confirmed', tag: new Uint8Array(16), first: confirm.first });
    expect([phone.errors, phone.isClosed, phone.status]).toEqual([['badSeal'], true, 'connecting']);
    expect(phone.session.memory.token).toBeUndefined();
  });

  it.each([
    ['a feature taken away', { features: 0 }],
    ['another name', { name: 'Kitchen' }],
    ['another room', { room: 'AAAA' }],
    ['another share', { share: new Uint8Array(32).fill(9) }],
    ['a code that is said not to be needed', { codeNeeded: false }],
  ])('ends where the greeting was changed on the way: %s', (_, change) => {
    const { hub } = dialled({ join });
    hub.greet(change);
    expect(hub.proves(hub.answerPake('4711'))).toBe(false);
    const back = dialled({ memory });
    back.hub.greet(change);
    expect(back.hub.answerUnlock(TOKEN)).toBe(false);
  });

  it('is not talked into speaking plain', () => {
    const { phone, hub } = dialled({ memory });
    expect(hub.hear('hello')).toMatchObject({ version: 2, oldest: 2 });
    hub.sayInTheClear({
      type: 'hub',
      version: 1,
      features: 1,
      attMtu: 0,
      slotsFree: 0,
      seatsFree: 9,
      codeNeeded: true,
      room: 'K7QF',
      name: 'Living room',
      game: '',
      wifi: [],
    });
    expect(phone.isClosed).toBe(true);
    expect(phone.errors).toEqual(['badVersion']);
    expect(phone.sentOn()).toHaveLength(1);
  });

  it('believes nothing in the clear that must be sealed', () => {
    const { phone, hub } = dialled({ join });
    hub.greet();
    hub.hear('pake');
    hub.sayInTheClear(welcome(false));
    expect([phone.isClosed, phone.errors, phone.status]).toEqual([true, ['badSeal'], 'connecting']);
    expect(phone.session.memory.token).toBeUndefined();
  });

  it('closes a sealed link on the first frame that is not what was sealed, and comes back', () => {
    const { phone, hub } = dialled({ join });
    hub.greet();
    hub.confirm(hub.answerPake('4711').first, TOKEN);
    hub.sayInTheClear({ type: 'said', member: 1, text: 'forged' });
    expect(phone.effects.some((effect) => effect.type === 'said')).toBe(false);
    expect([phone.isClosed, phone.errors]).toEqual([true, ['badSeal']]);
    phone.reopen();
    const next = new LoneHub(phone);
    next.greet();
    expect(next.answerUnlock(TOKEN)).toBe(true);
  });

  it.each(['kicked', 'superseded', 'seatShared'] as const)(
    'does not give up its seat because somebody says %s in the clear (13.2.3)',
    (name) => {
      const { phone, hub } = dialled({ memory });
      hub.greet();
      hub.hear('unlock');
      hub.refuse(name);
      expect(phone.status).not.toBe('ended');
      phone.reopen();
      const next = new LoneHub(phone);
      next.greet();
      expect(next.answerUnlock(TOKEN)).toBe(true);
    },
  );

  it('goes on by its token, which it never tells, and keeps the new one and those of before', () => {
    const { phone, hub } = dialled({ memory });
    hub.greet();
    expect(hub.answerUnlock(TOKEN)).toBe(true);
    const newer = fixedRandom(8)(16);
    hub.confirm(undefined, newer);
    expect(phone.status).toBe('playing');
    expect(phone.session.memory).toMatchObject({
      token: hex(newer),
      spareTokens: [hex(TOKEN), hex(NEW_TOKEN)],
    });
    for (const token of [TOKEN, NEW_TOKEN, newer]) expect(allSent(phone)).not.toContain(hex(token));
  });

  it('falls back to an older token when a hub does not know the newest (13.7.3)', () => {
    const { phone, hub } = dialled({ memory });
    hub.greet();
    hub.hear('unlock');
    hub.refuse('unknownToken');
    expect(hub.answerUnlock(NEW_TOKEN)).toBe(true);
    const newer = fixedRandom(8)(16);
    hub.confirm(undefined, newer);
    expect(phone.status).toBe('playing');
    expect(phone.session.memory.token).toBe(hex(newer));
  });

  it('joins where no token is known, and keeps them until it is in: it may not have been the hub that said so', () => {
    const { phone, hub } = dialled({ memory });
    hub.greet();
    hub.hear('unlock');
    hub.refuse('unknownToken');
    hub.hear('unlock');
    hub.refuse('unknownToken');
    // This one cannot prove to be the hub: what it said of the tokens counts for nothing.
    const confirm = hub.answerPake('1234');
    hub.sayInTheClear({ type: 'confirmed', tag: new Uint8Array(16), first: confirm.first });
    expect(phone.isClosed).toBe(true);
    phone.reopen();
    const real = new LoneHub(phone);
    real.greet();
    expect(real.answerUnlock(TOKEN)).toBe(true);
  });

  it('forgets the tokens of before when it has joined anew', () => {
    const { phone, hub } = dialled({ memory });
    hub.greet();
    for (let i = 0; i < 2; i += 1) {
      hub.hear('unlock');
      hub.refuse('unknownToken');
    }
    const newer = fixedRandom(8)(16);
    hub.confirm(hub.answerPake('4711').first, newer);
    expect(phone.session.memory).toEqual({ token: hex(newer), join });
  });

  it('says nothing but hello before it has what it seals with, and goes on when it has', () => {
    const { phone, hub } = dialled({ join, later: true });
    hub.greet();
    expect(phone.sentOn().map((frame) => frame[0])).toEqual([0x01]);
    phone.handle({ type: 'sealing', sealing: phone.sealing });
    expect(hub.proves(hub.answerPake('4711'))).toBe(true);
  });

  it('tells a person of another device on the seat, unless it is its own second link', () => {
    const { phone, hub } = dialled({ join });
    hub.greet();
    hub.confirm(hub.answerPake('4711').first, TOKEN);
    phone.now += 60_000;
    hub.refuse('seatShared');
    expect(phone.errors).toEqual(['seatShared']);
    expect(phone.isClosed).toBe(false);
    phone.handle({ type: 'foreground' });
    phone.handle({ type: 'linkUp', linkId: phone.linkId });
    const second = new LoneHub(phone);
    second.greet();
    second.hear('unlock');
    hub.refuse('seatShared');
    expect(phone.errors).toEqual(['seatShared']);
  });

  it("needs every bit of the hub's confirmation", () => {
    for (let bit = 0; bit < 128; bit += 1) {
      const { phone, hub } = dialled({ join });
      hub.greet();
      const confirm = hub.answerPake('4711');
      expect(hub.proves(confirm)).toBe(true);
      hub.confirmWrongly(bit);
      expect(phone.errors).toEqual(['badSeal']);
    }
  }, 30_000);
});
