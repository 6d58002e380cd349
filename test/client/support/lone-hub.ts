import { native } from '../../../hub/sealed/native.ts';
import { ClientSession } from '../../../protocol/client/session.ts';
import type { ClientEffect, ClientEvent, ClientMemory, JoinWish } from '../../../protocol/client/types.ts';
import { decodeFromPhone, encode } from '../../../protocol/codec.ts';
import { type ErrorName, errorTable } from '../../../protocol/errors.ts';
import type { HubMessage, MessageOf, PhoneMessage } from '../../../protocol/messages.ts';
import {
  answerPake,
  answerUnlock,
  confirmedFrame,
  isProven,
} from '../../../protocol/sealed/handshake-hub.ts';
import { type Agreement, sameBytes, tokenId } from '../../../protocol/sealed/keys.ts';
import { SealedEnd } from '../../../protocol/sealed/seal.ts';
import { createSealing } from '../../../protocol/sealed/sealing.ts';
import { fixedRandom, sealedHub, welcome } from '../../protocol/sealed/support/conversation.ts';

/** What a client session says and hears on one link, by whoever is at the other end. */
export class Phone {
  readonly effects: ClientEffect[] = [];
  readonly session: ClientSession;
  readonly sealing = createSealing({ primitives: native, random: fixedRandom(5) });
  now = 0;

  constructor(options: {
    readonly memory?: ClientMemory;
    readonly join?: JoinWish;
    readonly later?: boolean;
  }) {
    const { memory, join, later } = options;
    this.session = new ClientSession({
      client: 'test',
      kinds: ['tcp'],
      random01: () => 0.5,
      ...(later ? {} : { sealing: this.sealing }),
      memory: memory ?? { token: undefined, join },
    });
    this.handle({ type: 'start' });
  }

  handle(event: ClientEvent): void {
    this.effects.push(...this.session.handle(event, this.now));
  }

  /** The link that was opened last. */
  get linkId(): number {
    const last = this.effects.findLast((effect) => effect.type === 'connect');
    return last?.type === 'connect' ? last.linkId : 0;
  }

  get isClosed(): boolean {
    return this.effects.some((effect) => effect.type === 'close' && effect.linkId === this.linkId);
  }

  get errors(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'error' ? [effect.name] : []));
  }

  get status(): string | undefined {
    const last = this.effects.findLast((effect) => effect.type === 'status');
    return last?.type === 'status' ? last.status : undefined;
  }

  /** Frames that went out on the link so far. */
  sentOn(linkId = this.linkId): Uint8Array[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'send' && effect.linkId === linkId ? [effect.frame] : [],
    );
  }

  /** Lets time pass until a link is opened that was not there before. */
  reopen(): void {
    const before = this.linkId;
    for (let i = 0; i < 100 && this.linkId === before; i += 1) {
      this.now += 100;
      this.handle({ type: 'wake' });
    }
    this.handle({ type: 'linkUp', linkId: this.linkId });
  }
}

/** Whoever is at the other end of one link: the hub if it knows the secrets, else somebody who would like to be. */
export class LoneHub {
  readonly #phone: Phone;
  readonly #linkId: number;
  readonly #own = native.keyShare(fixedRandom(6)(32));
  readonly #random = fixedRandom(7);
  /** What the link's frames say, as far as this side can read them. */
  readonly heard: PhoneMessage[] = [];
  #read = 0;
  #hubFrame: Uint8Array = new Uint8Array(0);
  #helloFrame: Uint8Array = new Uint8Array(0);
  #agreement: Agreement | undefined;
  #end: SealedEnd | undefined;

  constructor(phone: Phone) {
    this.#phone = phone;
    this.#linkId = phone.linkId;
  }

  say(message: HubMessage): void {
    const frame = encode(message);
    this.#put(this.#end ? this.#end.seal(frame) : frame);
  }

  sayInTheClear(message: HubMessage): void {
    this.#put(encode(message));
  }

  refuse(name: ErrorName): void {
    const { code, sentence } = errorTable[name];
    this.say({ type: 'error', code, retryMs: 0, sentence });
  }

  #put(frame: Uint8Array): void {
    this.#phone.handle({ type: 'frame', linkId: this.#linkId, frame });
  }

  #next(): Uint8Array {
    const frame = this.#phone.sentOn(this.#linkId)[this.#read];
    if (!frame) throw new Error('the phone says nothing');
    this.#read += 1;
    return frame;
  }

  hear<N extends PhoneMessage['type']>(type: N): MessageOf<N> {
    const frame = this.#next();
    const message = decodeFromPhone(this.#end ? this.#end.open(frame) : frame);
    this.heard.push(message);
    if (message.type !== type) throw new Error(`${message.type} instead of ${type}`);
    return message as unknown as MessageOf<N>;
  }

  /** @param change what somebody on the way makes of the hub's greeting. */
  greet(change: Partial<MessageOf<'sealedHub'>> = {}): void {
    this.hear('hello');
    this.#helloFrame = this.#phone.sentOn(this.#linkId)[0] ?? new Uint8Array(0);
    const hub = sealedHub(this.#own.share);
    this.#hubFrame = encode(hub);
    this.say({ ...hub, ...change });
  }

  /** Answers a `pake` as if the secret were this one. @returns what the phone sends then. */
  answerPake(secret: string): MessageOf<'confirm'> {
    const pake = this.hear('pake');
    const greeting = { hello: this.#helloFrame, hub: this.#hubFrame };
    const { pakeShare, agreement } = answerPake(greeting, pake, secret, this.#random);
    this.#agreement = agreement;
    this.say(pakeShare);
    return this.hear('confirm');
  }

  /** Whether what came shows that the phone has the same keys. */
  proves(message: { readonly tag: Uint8Array }): boolean {
    return this.#agreement !== undefined && isProven(this.#agreement, message);
  }

  /** Answers an `unlock` for this token. @returns whether it was for this token, and proves it. */
  answerUnlock(token: Uint8Array): boolean {
    const unlock = this.hear('unlock');
    if (!sameBytes(unlock.id, tokenId(token))) return false;
    const greeting = { hello: this.#helloFrame, hub: this.#hubFrame };
    this.#agreement = answerUnlock(greeting, unlock, token, this.#own);
    return this.proves(unlock);
  }

  /** Sends all that a hub would, with one bit of its tag changed. */
  confirmWrongly(bit: number): void {
    if (!this.#agreement) throw new Error('nothing to confirm');
    const frame = confirmedFrame(
      this.#agreement,
      new SealedEnd(native, this.#agreement, 'hub', 'tcp'),
      welcome(false),
    );
    frame[1 + (bit >> 3)] = (frame[1 + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
    this.#put(frame);
  }

  /** Confirms, and from then on seals. @returns what was sealed into the phone's `confirm`, if anything. */
  confirm(first: Uint8Array | undefined, token: Uint8Array): PhoneMessage | undefined {
    if (!this.#agreement) throw new Error('nothing to confirm');
    const end = new SealedEnd(native, this.#agreement, 'hub', 'tcp');
    const told = first && decodeFromPhone(end.open(first));
    const frame = confirmedFrame(this.#agreement, end, { ...welcome(first === undefined), token });
    this.#put(frame);
    this.#end = end;
    return told;
  }
}
