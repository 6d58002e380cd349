import { native } from '../../../hub/sealed/native.ts';
import type { MemoryPhone } from '../../../hub/transport/memory.ts';
import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import { features } from '../../../protocol/limits.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import type { MessageOf, PhoneMessage } from '../../../protocol/messages.ts';
import { PhoneJoin, PhoneResume } from '../../../protocol/sealed/handshake-phone.ts';
import type { SealedEnd } from '../../../protocol/sealed/seal.ts';
import { fixedRandom } from '../../protocol/sealed/support/conversation.ts';
import { Heard } from './heard.ts';
import type { VirtualHub } from './virtual-hub.ts';

type Proof = MessageOf<'pake'>['proof'];
type Run = PhoneJoin | PhoneResume;

let phones = 0;

/** A sealed link to a real hub, step by step and with no session machine: tests can stop, repeat and change what they like. */
export class SealedPhone extends Heard {
  /** What went out, as it travelled. */
  readonly sent: Uint8Array[] = [];
  readonly wire: MemoryPhone;
  closed: string | undefined;
  /** Why this side could not go on, if so. */
  broken: unknown;
  readonly #rig: VirtualHub;
  readonly #kind: LinkKind;
  readonly #tools = { primitives: native, random: fixedRandom(++phones) };
  readonly #hello = encode({
    type: 'hello',
    version: 2,
    oldest: 2,
    features: features.dualHomed,
    client: 'test',
  });
  #hub: { readonly frame: Uint8Array; readonly share: Uint8Array } | undefined;
  #run: Run | undefined;
  #end: SealedEnd | undefined;

  /** @param source the address that it seems to come from. */
  constructor(rig: VirtualHub, kind: LinkKind = 'websocket', source?: string) {
    super();
    this.#rig = rig;
    this.#kind = kind;
    this.wire = rig.open(kind, source);
    this.wire.frames$.subscribe((frame) => this.#take(frame));
    this.wire.closed$.subscribe(({ cause }) => {
      this.closed = cause;
    });
    this.raw(this.#hello);
  }

  #take(frame: Uint8Array): void {
    try {
      const message = decodeFromHub(this.#end ? this.#end.open(frame) : frame);
      this.heard.push(message);
      if (message.type === 'sealedHub') this.#hub = { frame: new Uint8Array(frame), share: message.share };
      if (message.type !== 'confirmed') return;
      const { end, first } = this.#running().finish(message);
      this.#end = end;
      this.heard.push(decodeFromHub(first));
    } catch (error) {
      this.broken ??= error;
    }
  }

  #running(): Run {
    if (!this.#run) throw new Error('nothing was asked for');
    return this.#run;
  }

  /** Sends bytes as they are. */
  raw(frame: Uint8Array): void {
    this.sent.push(new Uint8Array(frame));
    this.wire.send(frame);
    this.#rig.settle();
  }

  /** Sends sealed, as soon as the link is. @param change what somebody on the way does. */
  send(message: PhoneMessage, change: (frame: Uint8Array) => void = () => undefined): void {
    const frame = encode(message);
    const sealed = this.#end ? this.#end.seal(frame) : frame;
    change(sealed);
    this.raw(sealed);
  }

  get #greeting() {
    if (!this.#hub) throw new Error('the hub has not said who it is');
    return { hello: this.#hello, hub: this.#hub.frame };
  }

  pake(proof: Proof, secret: string): void {
    const run = new PhoneJoin(this.#tools, this.#greeting, proof, secret);
    this.#run = run;
    this.send(run.pake);
  }

  confirm(name = 'Ada', role: MessageOf<'join'>['role'] = 'player'): void {
    const run = this.#running();
    if (!(run instanceof PhoneJoin)) throw new Error('no join');
    const join = { type: 'join', code: '', name, role, colour: 0, hostKey: '' } as const;
    this.send(run.confirm(this.last('pakeShare'), join, this.#kind));
  }

  join(proof: Proof, secret: string, name = 'Ada'): this {
    this.pake(proof, secret);
    if (this.count('pakeShare') > 0) this.confirm(name);
    return this;
  }

  resume(token: Uint8Array): this {
    const { share } = this.last('sealedHub');
    const newest = { epoch: 0, tick: 0 };
    const run = new PhoneResume(this.#tools, this.#greeting, share, token, newest, this.#kind);
    this.#run = run;
    this.send(run.unlock);
    return this;
  }

  /** The token of its last welcome. */
  get token(): Uint8Array {
    return this.last('welcome').token;
  }
}
