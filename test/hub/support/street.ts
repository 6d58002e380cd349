import { Subject, Subscription } from 'rxjs';
import type { MemoryPhone } from '../../../hub/transport/memory.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import { World } from '../../client/support/world.ts';

/** What somebody between phone and hub makes of a frame: what goes on instead of it. */
type Change = (frame: Uint8Array) => readonly Uint8Array[];
const asItIs: Change = (frame) => [frame];

/** The ways of one link, with somebody on it who hears all, changes what he likes, and adds to it. */
export class Way {
  /** What passed in each direction, as it was sent. */
  readonly toHub: Uint8Array[] = [];
  readonly toPhone: Uint8Array[] = [];
  changeToHub = asItIs;
  changeToPhone = asItIs;
  readonly #frames = new Subject<Uint8Array>();
  readonly #hub: MemoryPhone;
  readonly #later: (run: () => void) => void;

  /** @param later runs something in a moment. */
  constructor(hub: MemoryPhone, later: (run: () => void) => void) {
    this.#hub = hub;
    this.#later = later;
  }

  sayToHub(frame: Uint8Array): void {
    this.#hub.send(frame);
  }

  /** Never from inside a call: the phone may be about to send. */
  sayToPhone(frame: Uint8Array): void {
    this.#later(() => this.#frames.next(frame));
  }

  /** The link, as the phone has it. */
  get phone(): MemoryPhone {
    const { frames$, closed$ } = this.#hub;
    const hub = this.#hub;
    const listening = new Subscription();
    listening.add(
      frames$.subscribe((frame) => {
        this.toPhone.push(new Uint8Array(frame));
        for (const one of this.changeToPhone(frame)) this.#frames.next(one);
      }),
    );
    return {
      frames$: this.#frames,
      closed$,
      send: (frame) => {
        this.toHub.push(new Uint8Array(frame));
        for (const one of this.changeToHub(frame)) this.sayToHub(one);
      },
      close: () => hub.close(),
      vanish: () => hub.vanish(),
      sendMalformed: () => hub.sendMalformed(),
      pauseReading: () => hub.pauseReading(),
      resumeReading: () => hub.resumeReading(),
    };
  }
}

/** A world in which somebody stands on the way: every link of a phone passes him, and may end at another hub than the phone thinks. */
export class Street extends World {
  readonly ways: Way[] = [];
  /** Links that come now lead to this hub. */
  #leadsTo: World | undefined;
  /** Whose clocks go with this one. */
  readonly #others = new Set<World>();
  /** Told of each link before anything passes on it. */
  meet: (way: Way) => void = () => undefined;

  override open(kind: LinkKind): MemoryPhone {
    const hub = this.#leadsTo ? this.#leadsTo.open(kind) : super.open(kind);
    const way = new Way(hub, (run) => this.at(this.now, run));
    this.ways.push(way);
    this.meet(way);
    return way.phone;
  }

  /** From now on phones find somebody else's hub where this one was. */
  leadTo(other: World | undefined): void {
    if (other) this.#others.add(other);
    this.#leadsTo = other;
  }

  override run(ms: number): void {
    super.run(ms);
    for (const other of this.#others) other.run(ms);
  }

  /** The way that was taken last. */
  get last(): Way {
    const last = this.ways.at(-1);
    if (!last) throw new Error('nobody came by');
    return last;
  }

  /** A link of somebody who has no phone. */
  stranger(kind: LinkKind = 'websocket'): Stranger {
    return new Stranger(super.open(kind));
  }
}

/** Says whatever bytes he likes. */
export class Stranger {
  readonly heard: Uint8Array[] = [];
  isClosed = false;
  readonly #link: MemoryPhone;

  constructor(link: MemoryPhone) {
    this.#link = link;
    link.frames$.subscribe((frame) => this.heard.push(new Uint8Array(frame)));
    link.closed$.subscribe(() => {
      this.isClosed = true;
    });
  }

  say(...frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.#link.send(frame);
  }
}
