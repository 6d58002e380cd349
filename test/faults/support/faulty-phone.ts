import type { Sealing } from '../../../protocol/client/sealing.ts';
import { ClientSession } from '../../../protocol/client/session.ts';
import type { Decoding } from '../../../protocol/client/state-reader.ts';
import type { ClientEffect, ClientEvent, ClientStatus } from '../../../protocol/client/types.ts';
import type { Input } from '../../../protocol/inputs.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import type { FaultyLink, Timetable } from './faulty-link.ts';

/** Where a phone's links come from. */
export interface Ether extends Timetable {
  delayOf(kind: LinkKind): number;
  /** @returns undefined where nobody answers. */
  open(
    kind: LinkKind,
    phone: { frame(frame: Uint8Array): void; down(cause: string): void },
  ): FaultyLink | undefined;
}

interface FaultyPhoneOptions {
  readonly name: string;
  readonly kinds: readonly LinkKind[];
  readonly dual: boolean;
  readonly inputsOver: 'best' | 'both';
  readonly decoding: Decoding;
  readonly random01: () => number;
  readonly sealing: Sealing;
  readonly saw: (state: Extract<ClientEffect, { type: 'state' }>) => void;
}

/** A real client session on links that fail. */
export class FaultyPhone {
  readonly session: ClientSession;
  readonly links = new Map<number, FaultyLink>();
  /** Radios on which nobody is reached. */
  readonly outOfRange = new Set<LinkKind>();
  /** Inputs numbered in the session that is on now. */
  numbered: Input[] = [];
  member: number | undefined;
  sessions = 0;
  status: ClientStatus | undefined;
  readonly #ether: Ether;
  readonly #options: FaultyPhoneOptions;
  readonly #given = new Set<number>();
  #timer: { unsubscribe(): void } | undefined;

  constructor(ether: Ether, options: FaultyPhoneOptions) {
    this.#ether = ether;
    this.#options = options;
    const { name, kinds, dual, inputsOver, decoding, random01 } = options;
    const join = { code: '', name, role: 'player', colour: 0, hostKey: '' } as const;
    const memory = { token: undefined, join };
    this.session = new ClientSession({
      client: 'faults',
      kinds,
      dual,
      inputsOver,
      decoding,
      random01,
      sealing: options.sealing,
      memory,
    });
    this.handle({ type: 'start' });
  }

  handle(event: ClientEvent): void {
    for (const effect of this.session.handle(event, this.#ether.now)) this.#carryOut(effect);
    this.#timer?.unsubscribe();
    const at = this.session.nextWakeMs;
    this.#timer = Number.isFinite(at) ? this.#ether.at(at, () => this.handle({ type: 'wake' })) : undefined;
  }

  #carryOut(effect: ClientEffect): void {
    switch (effect.type) {
      case 'connect':
        return this.#connect(effect.linkId, effect.kind);
      case 'send':
        return this.links.get(effect.linkId)?.send(effect.frame);
      case 'close':
        this.links.get(effect.linkId)?.leave();
        this.#given.delete(effect.linkId);
        this.links.delete(effect.linkId);
        return;
      case 'welcome':
        this.member = effect.welcome.member;
        if (effect.welcome.resumed) return;
        this.sessions += 1;
        this.numbered = [];
        return;
      case 'numbered':
        this.numbered.push(effect.input);
        return;
      case 'status':
        this.status = effect.status;
        return;
      case 'state':
        return this.#options.saw(effect);
      default:
        return;
    }
  }

  #connect(linkId: number, kind: LinkKind): void {
    this.#given.add(linkId);
    this.#ether.at(this.#ether.now + this.#ether.delayOf(kind), () => {
      if (!this.#given.delete(linkId)) return;
      const link = this.outOfRange.has(kind)
        ? undefined
        : this.#ether.open(kind, {
            frame: (frame) => {
              if (this.links.has(linkId)) this.handle({ type: 'frame', linkId, frame });
            },
            down: (cause) => {
              if (this.links.delete(linkId)) this.handle({ type: 'linkDown', linkId, cause });
            },
          });
      if (!link) return this.handle({ type: 'linkDown', linkId, cause: 'nobody answers' });
      this.links.set(linkId, link);
      return this.handle({ type: 'linkUp', linkId });
    });
  }

  linksOf(kind: LinkKind): FaultyLink[] {
    return [...this.links.values()].filter((link) => link.kind === kind);
  }
}
