import { ClientSession } from '../../../../protocol/client/session.ts';
import type { ClientEffect, ClientEvent, ClientMemory } from '../../../../protocol/client/types.ts';
import type { LinkKind } from '../../../../protocol/links.ts';
import { parseDescriptor } from '../../../../protocol/schema/parse.ts';
import { createStateCodec } from '../../../../protocol/state-codec.ts';
import type { OpenLink, PageLink } from './link.ts';
import { loadSeal } from './load-seal.ts';

type Openers = Partial<Record<LinkKind, OpenLink>>;

export interface PlayerOptions {
  readonly client: string;
  readonly memory: ClientMemory | undefined;
  readonly openers: Openers;
  readonly onEffect: (effect: ClientEffect) => void;
}

/** Longest wait that setTimeout takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** Runs a client session in a browser: carries out its effects on real links and keeps its one timer. */
export class Player {
  readonly #session: ClientSession;
  readonly #onEffect: (effect: ClientEffect) => void;
  readonly #links = new Map<number, PageLink>();
  readonly #kinds = new Map<number, LinkKind>();
  readonly #up = new Set<number>();
  readonly #events: ClientEvent[] = [];
  #openers: Openers;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #input: { readonly sequence: number; readonly at: number } | undefined;
  #rttMs: number | undefined;

  constructor({ client, memory, openers, onEffect }: PlayerOptions) {
    this.#openers = openers;
    this.#onEffect = onEffect;
    this.#session = new ClientSession({
      client,
      kinds: Object.keys(openers) as LinkKind[],
      ...(memory ? { memory } : {}),
      decoding: { parse: parseDescriptor, codecOf: createStateCodec },
      random01: Math.random,
    });
    // Behind the first picture: the person sees the form meanwhile. A page never speaks plain, whatever the hub says.
    setTimeout(() => loadSeal((sealing) => this.dispatch({ type: 'sealing', sealing })));
  }

  /** The radio in use. */
  get radio(): LinkKind | undefined {
    const id = this.#session.bestLinkId;
    return id === undefined ? undefined : this.#kinds.get(id);
  }

  /** The radio of one link, while it is there. */
  radioOf(linkId: number): LinkKind | undefined {
    return this.#kinds.get(linkId);
  }

  /** Whether the hub can be talked to. */
  get isLinked(): boolean {
    return this.#up.size > 0;
  }

  /** Milliseconds until the hub is tried again, 0 while it is being tried; only while there is no link. */
  get retryInMs(): number {
    if (this.#links.size > 0) return 0;
    return Math.max(0, this.#session.nextWakeMs - performance.now());
  }

  /** Milliseconds from an input to the state that shows it, or of a ping while nothing is played; smoothed. */
  get rttMs(): number | undefined {
    return this.#rttMs;
  }

  /** Radios that there are from now on, the preferred one first. */
  use(openers: Openers): void {
    this.#openers = openers;
    this.dispatch({ type: 'kinds', kinds: Object.keys(openers) as LinkKind[] });
  }

  dispatch(event: ClientEvent): void {
    this.#events.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift())
        for (const effect of this.#session.handle(next, performance.now())) this.#carryOut(effect);
    } finally {
      this.#busy = false;
    }
    this.#setTimer();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const due = this.#session.nextWakeMs;
    if (!Number.isFinite(due)) return;
    const wait = Math.min(LONGEST_MS, Math.max(0, Math.ceil(due - performance.now())));
    this.#timer = setTimeout(() => this.dispatch({ type: 'wake' }), wait);
  }

  #carryOut(effect: ClientEffect): void {
    switch (effect.type) {
      case 'connect':
        return this.#open(effect.linkId, effect.kind);
      case 'send':
        return this.#links.get(effect.linkId)?.send(effect.frame);
      case 'tune':
        return this.#links.get(effect.linkId)?.tune(effect.attMtu, effect.slot);
      case 'close':
        this.#links.get(effect.linkId)?.close();
        return this.#forget(effect.linkId);
      case 'numbered':
        this.#input ??= { sequence: effect.sequence, at: performance.now() };
        break;
      case 'state':
        if (this.#input && effect.applied >= this.#input.sequence) {
          this.#measured(performance.now() - this.#input.at);
          this.#input = undefined;
        }
        break;
      case 'roundTrip':
        return this.#measured(effect.rttMs);
    }
    this.#onEffect(effect);
  }

  #measured(rtt: number): void {
    this.#rttMs = this.#rttMs === undefined ? rtt : this.#rttMs + (rtt - this.#rttMs) / 8;
  }

  #open(linkId: number, kind: LinkKind): void {
    this.#kinds.set(linkId, kind);
    const open = this.#openers[kind];
    if (!open) return this.dispatch({ type: 'linkDown', linkId, cause: `no ${kind} here` });
    const handlers = {
      up: () => {
        this.#up.add(linkId);
        this.dispatch({ type: 'linkUp', linkId });
      },
      frame: (frame: Uint8Array) => this.dispatch({ type: 'frame', linkId, frame }),
      down: (cause: string) => {
        this.#forget(linkId);
        this.dispatch({ type: 'linkDown', linkId, cause });
      },
    };
    try {
      this.#links.set(linkId, open(handlers));
    } catch (error) {
      // A browser may refuse even to try, such as ws: from an https page.
      handlers.down(String(error));
    }
  }

  #forget(linkId: number): void {
    this.#links.delete(linkId);
    this.#kinds.delete(linkId);
    this.#up.delete(linkId);
  }
}
