import { randomBytes } from 'node:crypto';
import { native } from '../../../hub/sealed/native.ts';
import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import type { HubMessage, MessageOf, PhoneMessage } from '../../../protocol/messages.ts';
import { Cpace } from '../../../protocol/sealed/cpace.ts';
import type { Proof } from '../../../protocol/sealed/handshake.ts';
import { PhoneJoin } from '../../../protocol/sealed/handshake-phone.ts';
import type { Greeting } from '../../../protocol/sealed/keys.ts';
import type { SealedEnd } from '../../../protocol/sealed/seal.ts';

/** Speaks both versions: the hub's answer tells which it is to be. */
export const hello: MessageOf<'hello'> = {
  type: 'hello',
  version: 2,
  oldest: 1,
  features: 0,
  client: 'attacker',
};
const helloFrame = encode(hello);

/** Reckoned once: whoever guesses anyhow spends nothing on it, and the hub as much as on a rightful phone. */
const anyShare = new Cpace(
  { secret: new Uint8Array(4), channel: new Uint8Array(4), sid: new Uint8Array(32) },
  (count) => new Uint8Array(randomBytes(count)),
).share;

const tools = { primitives: native, random: (count: number) => new Uint8Array(randomBytes(count)) };

/** What is said as soon as the hub has greeted. */
type Wish =
  | { readonly how: 'enter'; readonly code: string; readonly name: string }
  | { readonly how: 'guess'; readonly proof: Proof; readonly code: string; readonly name: string };

const plainJoin = (code: string, name: string): MessageOf<'join'> => ({
  type: 'join',
  code,
  name,
  role: 'player',
  colour: 0,
  hostKey: '',
});

/** What an attacker says on one link: sealed to a hub that seals, plain to one that does not. */
export class Speech {
  readonly #put: (frame: Uint8Array) => void;
  readonly #kind: LinkKind;
  #greeting: Greeting | 'plain' | undefined;
  #wish: Wish | undefined;
  #run: PhoneJoin | undefined;
  #end: SealedEnd | undefined;
  #isGreeted = false;
  #name = '';

  constructor(kind: LinkKind, put: (frame: Uint8Array) => void) {
    this.#kind = kind;
    this.#put = put;
  }

  /** Joins with the right code. */
  enter(code: string, name: string): void {
    this.#ask({ how: 'enter', code, name });
  }

  /** Says that it knows a code, or with `secret` what the QR code has, and does not. */
  guess(proof: Proof, code: string, name: string): void {
    this.#ask({ how: 'guess', proof, code, name });
  }

  say(message: PhoneMessage): void {
    const frame = encode(message);
    this.#put(this.#end ? this.#end.seal(frame) : frame);
  }

  #ask(wish: Wish): void {
    this.#wish = wish;
    if (this.#greeting) return this.#begin(this.#greeting, wish);
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    this.#put(helloFrame);
  }

  #begin(greeting: Greeting | 'plain', wish: Wish): void {
    this.#wish = undefined;
    const { code, name } = wish;
    if (greeting === 'plain') return this.say(plainJoin(code, name));
    if (wish.how === 'guess') {
      this.#run = undefined;
      return this.say({ type: 'pake', proof: wish.proof, share: anyShare });
    }
    this.#run = new PhoneJoin(tools, greeting, 'code', code);
    this.#name = name;
    return this.say(this.#run.pake);
  }

  /** @returns what came, opened. @throws ProtocolError for what no hub sends. */
  take(frame: Uint8Array): HubMessage {
    const message = decodeFromHub(this.#end ? this.#end.open(frame) : frame);
    if (message.type === 'hub' || message.type === 'sealedHub') {
      this.#greeting = message.type === 'hub' ? 'plain' : { hello: helloFrame, hub: new Uint8Array(frame) };
      if (this.#wish) this.#begin(this.#greeting, this.#wish);
    } else if (message.type === 'pakeShare') this.#prove(message);
    else if (message.type === 'confirmed' && this.#run) {
      const { end, first } = this.#run.finish(message);
      this.#end = end;
      return decodeFromHub(first);
    }
    return message;
  }

  #prove(pakeShare: MessageOf<'pakeShare'>): void {
    if (this.#run) return this.say(this.#run.confirm(pakeShare, plainJoin('', this.#name), this.#kind));
    const tag = new Uint8Array(randomBytes(16));
    return this.say({ type: 'confirm', tag, first: new Uint8Array(randomBytes(32)) });
  }
}
