import { describe, expect, it } from 'vitest';
import type { HubOptions } from '../../hub/hub.ts';
import { native } from '../../hub/sealed/native.ts';
import { decodeFromHub, decodeFromPhone, encode } from '../../protocol/codec.ts';
import type { ErrorName } from '../../protocol/errors.ts';
import { pad } from '../../protocol/inputs.ts';
import type { LinkKind } from '../../protocol/links.ts';
import { messages } from '../../protocol/messages.ts';
import { answerPake } from '../../protocol/sealed/handshake-hub.ts';
import { PhoneJoin } from '../../protocol/sealed/handshake-phone.ts';
import type { Agreement, Greeting } from '../../protocol/sealed/keys.ts';
import { SealedEnd } from '../../protocol/sealed/seal.ts';
import { CODE, type TestPhone, World, wish } from '../client/support/world.ts';
import { fixedRandom, welcome } from '../protocol/sealed/support/conversation.ts';
import { Street, type Way } from './support/street.ts';

const sealedOnly: Partial<HubOptions> = { plain: false };
const radios: readonly LinkKind[] = ['websocket', 'ble'];
const idOf = (frame: Uint8Array): number => frame[0] ?? 0;
const is = (frame: Uint8Array, name: keyof typeof messages): boolean => idOf(frame) === messages[name].id;

const comes = (street: Street, name: string, kind: LinkKind = 'websocket', code = CODE): TestPhone =>
  street.phone({ kinds: [kind], memory: { token: undefined, join: { ...wish(name), code } } });

const seated = (street: Street, name: string, kind: LinkKind = 'websocket'): TestPhone => {
  const phone = comes(street, name, kind);
  street.until(() => phone.states.length > 0);
  return phone;
};

/** What a person was told, in words. */
const told = (phone: TestPhone): string[] =>
  phone.effects.flatMap((effect) => (effect.type === 'error' && effect.sentence !== '' ? [effect.name] : []));

/** Somebody who plays meanwhile, and what must not happen to him. */
class Bystander {
  readonly phone: TestPhone;
  readonly #street: Street;
  #states = 0;

  constructor(street: Street) {
    this.#street = street;
    this.phone = seated(street, 'Bystander');
  }

  /** He sees states, his push arrives, nobody bothered him with an error or a lost link. */
  isUnhurt(): void {
    this.#states = this.phone.states.length;
    this.phone.handle({ type: 'input', input: pad(0, 1) });
    const { sequence } = this.phone.numbered.at(-1) ?? { sequence: -1 };
    this.#street.until(() => this.phone.session.inputs.acknowledged >= sequence);
    this.#street.until(() => this.phone.states.length > this.#states || sequence === 0);
    expect(this.phone.effects.filter(({ type }) => type === 'connect')).toHaveLength(1);
    expect(told(this.phone)).toEqual([]);
  }
}

const refused = (street: Street, name: ErrorName): number => street.hub.counters.refused[name] ?? 0;

const start = (): { readonly street: Street; readonly bystander: Bystander } => {
  const street = new Street({ code: CODE }, sealedOnly);
  return { street, bystander: new Bystander(street) };
};

/** Makes of a phone's hello that of a phone which only speaks plain. */
const talkDown = (way: Way): void => {
  way.changeToHub = (frame) => [
    is(frame, 'hello')
      ? encode({ type: 'hello', version: 1, oldest: 1, features: 1, client: 'test' })
      : frame,
  ];
};

/** Another's hub that looks the same: name, room and game, but it does not know the code. */
const falseHub = (): World =>
  new World({ code: '0815' }, { ...sealedOnly, hostKey: 'false', randomBytes: fixedRandom(99) });

describe.each(radios)('an active attacker on %s', (kind) => {
  it('a false hub gets nobody in, and learns neither name nor code', () => {
    const { street, bystander } = start();
    const other = falseHub();
    street.leadTo(other);
    const ada = comes(street, 'Ada', kind);
    street.until(() => told(ada).length > 0);
    expect([told(ada), ada.status]).toEqual([['wrongCode'], 'codeNeeded']);
    expect(other.hub.sessions.size).toBe(0);
    expect(other.hub.counters.refused).toEqual({ wrongCode: 1 });
    street.leadTo(undefined);
    bystander.isUnhurt();
  });

  it('a false hub does not make a phone give up its seat, whatever it says of tokens', () => {
    const { street, bystander } = start();
    const ada = seated(street, 'Ada', kind);
    const { token } = ada.session.memory;
    const other = falseHub();
    street.leadTo(other);
    ada.cut();
    street.until(() => told(ada).length > 1);
    expect(told(ada)).toEqual(['unknownToken', 'wrongCode']);
    expect(other.hub.sessions.size).toBe(0);
    street.leadTo(undefined);
    ada.cut();
    // She types the code again; the hub finds that she has a seat.
    ada.handle({ type: 'join', join: wish('Ada') });
    street.until(() => ada.status === 'playing');
    expect(ada.session.memory.token).not.toBe(token);
    expect(street.hub.counters).toMatchObject({ joins: 2, resumes: 1, refused: {} });
    bystander.isUnhurt();
  });

  it('a hub that takes everybody in without knowing the code is not believed', () => {
    const { street, bystander } = start();
    street.meet = (way) => {
      way.changeToPhone = (frame) => {
        if (!is(frame, 'error')) return [frame];
        const first = new Uint8Array(60);
        return [encode({ type: 'confirmed', tag: new Uint8Array(16), first })];
      };
    };
    const ada = comes(street, 'Ada', kind, '0000');
    street.until(() => told(ada).length > 0);
    expect(told(ada)).toEqual(['badSeal']);
    expect(ada.session.memory.token).toBeUndefined();
    expect(refused(street, 'wrongCode')).toBe(1);
    bystander.isUnhurt();
  });

  it('a false phone gets in with nothing that it heard: each link is another', () => {
    const { street, bystander } = start();
    const ada = seated(street, 'Ada', kind);
    ada.handle({ type: 'chat', text: 'good evening' });
    ada.cut();
    street.until(() => ada.status === 'playing' && street.hub.counters.resumes === 1);
    street.run(500);
    const recorded = street.ways.map(({ toHub }) => toHub);
    const [joins, resumes] = [street.hub.counters.joins, street.hub.counters.resumes];
    const inputs = street.events.filter(({ type }) => type === 'input').length;
    for (const frames of recorded) {
      const thief = street.stranger(kind);
      for (const frame of frames) {
        thief.say(frame);
        street.run(20);
      }
      expect(thief.heard.some((frame) => is(frame, 'confirmed'))).toBe(false);
    }
    expect(street.hub.counters).toMatchObject({ joins, resumes });
    expect(street.events.filter(({ type }) => type === 'input').length).toBe(inputs);
    // Two joins that were said again are two guesses; the token of the resume is an old one.
    expect(street.hub.counters.refused).toMatchObject({ wrongCode: 2, unknownToken: 1 });
    bystander.isUnhurt();
    expect(ada.status).toBe('playing');
  });

  it('a man in the middle who runs a handshake with both sides gets through with neither', () => {
    const { street, bystander } = start();
    const middles: Middle[] = [];
    street.meet = (way) => middles.push(new Middle(way, kind, '1234'));
    const ada = comes(street, 'Ada', kind);
    street.until(() => told(ada).length > 0);
    expect(told(ada)).toEqual(['badSeal']);
    expect(ada.status).not.toBe('playing');
    expect(ada.session.memory.token).toBeUndefined();
    expect(middles[0]?.read).toEqual([]);
    // His guess was one guess, and the hub counted it.
    expect(refused(street, 'wrongCode')).toBe(1);
    expect(street.hub.sessions.size).toBe(1);
    bystander.isUnhurt();
    // He goes: she gets in by herself.
    street.meet = () => undefined;
    street.until(() => ada.status === 'playing');
  });

  it.each([
    ['a bit of a frame to the hub', (frame: Uint8Array) => [flipped(frame)], 'hub'],
    ['a frame said twice', (frame: Uint8Array) => [frame, frame], 'hub'],
    ['a frame kept back', () => [], 'hub'],
    ['a bit of a state', (frame: Uint8Array) => [flipped(frame)], 'phone'],
    ['a chat line of his own', (frame: Uint8Array) => [encode(forged), frame], 'phone'],
  ] as const)('a man in the middle ends the link, and nothing else, with %s', (_, change, side) => {
    const { street, bystander } = start();
    const ada = seated(street, 'Ada', kind);
    const { last } = street;
    if (side === 'hub') last.changeToHub = change;
    else last.changeToPhone = change;
    ada.handle({ type: 'input', input: pad(0, 1) });
    if (side === 'hub') last.changeToHub = (frame) => [frame];
    ada.handle({ type: 'input', input: pad(0, 0, 1) });
    street.until(() => street.hub.counters.resumes === 1 && ada.status === 'playing');
    const member = street.hub.state.members.get(1);
    expect(member?.name).toBe('Ada');
    street.until(() => street.inputsOf(1).length === 2);
    expect(street.inputsOf(1).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(ada.effects.some(({ type }) => type === 'said')).toBe(false);
    expect(
      refused(street, 'badSeal') + told(ada).filter((name) => name === 'badSeal').length,
    ).toBeGreaterThan(0);
    bystander.isUnhurt();
  });

  it('nobody is talked down to speaking plain: the hub refuses, the phone says so and sends nothing more', () => {
    const { street, bystander } = start();
    street.meet = talkDown;
    const ada = comes(street, 'Ada', kind);
    street.until(() => told(ada).length > 0);
    expect(told(ada)).toEqual(['plainRefused']);
    expect(street.last.toHub.map(idOf)).toEqual([messages.hello.id]);
    expect(refused(street, 'plainRefused')).toBe(1);
    bystander.isUnhurt();
    // Whoever said so was no hub that she knows: she comes again by herself.
    street.meet = () => undefined;
    street.until(() => ada.status === 'playing');
  });

  it('a hub that takes plain links is no way round: the phone does not speak with it so', () => {
    const street = new Street({ code: CODE }, { plain: true });
    street.meet = talkDown;
    const ada = comes(street, 'Ada', kind);
    street.until(() => told(ada).length > 0);
    expect(told(ada)).toEqual(['badVersion']);
    expect(street.last.toHub.map(idOf)).toEqual([messages.hello.id]);
    expect(street.hub.sessions.size).toBe(0);
  });

  it.each(['hello', 'sealedHub'] as const)('a feature taken out of %s is seen by both', (name) => {
    const { street, bystander } = start();
    const without = (frame: Uint8Array): Uint8Array => {
      if (!is(frame, name)) return frame;
      const said = name === 'hello' ? decodeFromPhone(frame) : decodeFromHub(frame);
      return encode({ ...said, features: 0 } as typeof said);
    };
    street.meet = (way) => {
      way.changeToHub = (frame) => [without(frame)];
      way.changeToPhone = (frame) => [without(frame)];
    };
    const ada = comes(street, 'Ada', kind);
    street.until(() => told(ada).length > 0);
    expect([told(ada), ada.status]).toEqual([['wrongCode'], 'codeNeeded']);
    expect(refused(street, 'wrongCode')).toBe(1);
    expect(street.hub.sessions.size).toBe(1);
    bystander.isUnhurt();
  });

  it('a token that was stolen is worth nothing once its owner has gone on', () => {
    const { street, bystander } = start();
    const ada = seated(street, 'Ada', kind);
    const { token } = ada.session.memory;
    ada.cut();
    street.until(() => ada.status === 'playing' && street.hub.counters.resumes === 1);
    ada.handle({ type: 'input', input: pad(0, 1) });
    street.until(() => street.inputsOf(1).length === 1);
    const thief = street.phone({ kinds: [kind], memory: { token, join: undefined } });
    street.until(() => told(thief).length > 0);
    expect(told(thief)).toEqual(['unknownToken']);
    expect(thief.states).toEqual([]);
    expect(street.hub.counters.resumes).toBe(1);
    expect(refused(street, 'unknownToken')).toBe(1);
    expect(told(ada)).toEqual([]);
    expect(ada.status).toBe('playing');
    bystander.isUnhurt();
  });
});

const forged = { type: 'said', member: 0, text: 'Give me your code' } as const;

const flipped = (frame: Uint8Array): Uint8Array => {
  const changed = new Uint8Array(frame);
  changed[0] = (changed[0] ?? 0) ^ 1;
  return changed;
};

/** Somebody who is a hub to the phone and a phone to the hub, with a code that he guesses. */
class Middle {
  /** What he could read. */
  readonly read: Uint8Array[] = [];
  readonly #way: Way;
  readonly #kind: LinkKind;
  readonly #guess: string;
  readonly #random = fixedRandom(31);
  #hello: Uint8Array = new Uint8Array(0);
  #greeting: Greeting | undefined;
  #ownRun: PhoneJoin | undefined;
  #agreed: Agreement | undefined;
  /** The phone waits until he knows what the hub says to his guess. */
  #forPhone: Uint8Array | undefined;

  constructor(way: Way, kind: LinkKind, guess: string) {
    this.#way = way;
    this.#kind = kind;
    this.#guess = guess;
    way.changeToHub = (frame) => this.#fromPhone(frame);
    way.changeToPhone = (frame) => this.#fromHub(frame);
  }

  #fromPhone(frame: Uint8Array): Uint8Array[] {
    if (is(frame, 'hello')) this.#hello = frame;
    if (!this.#greeting || !(is(frame, 'pake') || is(frame, 'confirm'))) return [frame];
    const message = decodeFromPhone(frame);
    if (message.type === 'pake') {
      // To the phone he is the hub, to the hub a phone.
      const { pakeShare, agreement } = answerPake(this.#greeting, message, this.#guess, this.#random);
      this.#agreed = agreement;
      const tools = { primitives: native, random: this.#random };
      this.#ownRun = new PhoneJoin(tools, this.#greeting, 'code', this.#guess);
      this.#forPhone = encode(pakeShare);
      return [encode(this.#ownRun.pake)];
    }
    if (message.type === 'confirm' && this.#agreed) this.#takeIn(this.#agreed, message.first);
    return [];
  }

  /** He tells the phone that it is in, and would like to know what it says. */
  #takeIn(agreement: Agreement, first: Uint8Array): void {
    const end = new SealedEnd(native, agreement, 'hub', this.#kind);
    try {
      this.read.push(end.open(first));
    } catch {
      // Other keys than the phone's: the code was not his guess.
    }
    const mine = new SealedEnd(native, agreement, 'hub', this.#kind);
    const sealed = mine.seal(encode(welcome(false)));
    this.#way.sayToPhone(encode({ type: 'confirmed', tag: agreement.hubTag, first: sealed }));
  }

  #fromHub(frame: Uint8Array): Uint8Array[] {
    if (is(frame, 'sealedHub')) this.#greeting = { hello: this.#hello, hub: new Uint8Array(frame) };
    if (is(frame, 'error') && this.#forPhone) {
      this.#way.sayToPhone(this.#forPhone);
      this.#forPhone = undefined;
      return [];
    }
    if (!is(frame, 'pakeShare') || !this.#ownRun) return [frame];
    const share = decodeFromHub(frame);
    if (share.type !== 'pakeShare') return [];
    const join = { type: 'join', code: '', name: 'Mallory', role: 'player', colour: 0, hostKey: '' } as const;
    this.#way.sayToHub(encode(this.#ownRun.confirm(share, join, this.#kind)));
    return [];
  }
}
