import { map } from 'rxjs';
import { games } from '../../../hub/games/catalogue.ts';
import type { AnyGame } from '../../../hub/games/game.ts';
import { Hub, type HubOptions } from '../../../hub/hub.ts';
import { type MemoryPhone, MemoryTransport } from '../../../hub/transport/memory.ts';
import type { Link } from '../../../hub/transport/port.ts';
import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import { features, PLAIN_VERSION } from '../../../protocol/limits.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import type { MessageOf, PhoneMessage } from '../../../protocol/messages.ts';
import { Heard } from './heard.ts';
import { VirtualClock } from './virtual-clock.ts';

export const gameNamed = (id: string): AnyGame => {
  const game = games.get(id);
  if (!game) throw new Error(`no game ${id}`);
  return game;
};

/** A memory link that passes for one over another radio, and from elsewhere. */
export const disguised = (link: Link, kind: LinkKind, source?: string): Link => ({
  ...(source === undefined ? {} : { source }),
  id: link.id,
  kind,
  remote: link.remote,
  maxPayload: link.maxPayload,
  attMtu: link.attMtu,
  frames$: link.frames$,
  closed$: link.closed$,
  writable$: link.writable$,
  trySend: (frame) => link.trySend(frame),
  claimSlot: () => link.claimSlot(),
  close: (detail) => link.close(detail),
});

/** A real hub on memory links in virtual time: nothing happens but by `advance`. */
export class VirtualHub {
  readonly time = new VirtualClock();
  readonly transport: MemoryTransport;
  readonly hub: Hub;
  readonly #deliveries: (() => void)[] = [];
  #kind: LinkKind = 'memory';
  #source: string | undefined;

  /** @param highWater bytes on their way to one phone at which its credit ends. */
  constructor(options: Partial<HubOptions> = {}, highWater = 16_384) {
    this.transport = new MemoryTransport({ highWater, defer: (deliver) => this.#deliveries.push(deliver) });
    let token = 0;
    this.hub = new Hub({
      links$: this.transport.links$.pipe(map((link) => disguised(link, this.#kind, this.#source))),
      game: gameNamed('arena'),
      catalogue: games,
      code: '4711',
      name: 'Test hub',
      roomId: 'TEST',
      hostKey: 'the host key',
      // The rules right of the seal are the same, and frames can be looked at.
      plain: true,
      seed: 7,
      scheduler: this.time,
      randomBytes: (count) => {
        token += 1;
        return new Uint8Array(count).fill(token);
      },
      wifi: () => [],
      ...options,
    });
    this.hub.start();
  }

  /** Delivers what is on its way, in both directions, until all is quiet. */
  settle(): void {
    for (let deliver = this.#deliveries.shift(); deliver; deliver = this.#deliveries.shift()) deliver();
  }

  /** Lets virtual time pass in steps so small that deliveries fall between ticks. */
  advance(ms: number, step = 5): void {
    const end = this.time.now() + ms;
    this.settle();
    while (this.time.now() < end) {
      const until = Math.min(end, this.time.now() + step);
      this.time.runTo(until);
      this.settle();
    }
  }

  /** @param kind the radio that the hub takes it for. @param source the address that it seems to come from. */
  open(kind: LinkKind, source?: string): MemoryPhone {
    this.#kind = kind;
    this.#source = source;
    return this.transport.connect();
  }

  /** A phone that speaks plain. */
  connect(kind: LinkKind = 'memory', source?: string): WirePhone {
    return new WirePhone(this, this.open(kind, source));
  }

  /** A phone that has joined. */
  join(name: string, fields: Partial<MessageOf<'join'>> = {}, source?: string): WirePhone {
    const phone = this.connect('memory', source);
    phone.hello();
    phone.send({ type: 'join', code: '4711', name, role: 'player', colour: 0, hostKey: '', ...fields });
    this.settle();
    return phone;
  }
}

/** Speaks the protocol by the message, with no session machine between: tests can send what no good client would. */
export class WirePhone extends Heard {
  closed: string | undefined;
  readonly wire: MemoryPhone;
  readonly #rig: VirtualHub;

  constructor(rig: VirtualHub, wire: MemoryPhone) {
    super();
    this.#rig = rig;
    this.wire = wire;
    wire.frames$.subscribe((frame) => this.heard.push(decodeFromHub(frame)));
    wire.closed$.subscribe(({ cause }) => {
      this.closed = cause;
    });
  }

  send(...messages: PhoneMessage[]): void {
    for (const message of messages) this.wire.send(encode(message));
    this.#rig.settle();
  }

  hello(bits: number = features.dualHomed): void {
    this.send({ type: 'hello', version: PLAIN_VERSION, oldest: 1, features: bits, client: 'test' });
  }
}
