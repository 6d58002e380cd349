import { errorTable } from '../errors.ts';
import type { Input } from '../inputs.ts';
import type { PhoneMessage } from '../messages.ts';
import { type ClientLink, linkRules } from './client-link.ts';
import { ClientCore, type ClientOptions } from './core.ts';
import { askWhereDue, greet } from './handshake.ts';
import { hear } from './hear.ts';
import { bestLink, sendInputs } from './input-route.ts';
import { type Due, tendLink } from './keep-alive.ts';
import { planLinks } from './link-plan.ts';
import type { ClientEffect, ClientEvent, ClientMemory, ClientStatus } from './types.ts';

/**
 * A player's side of a session, over whatever links there are (SPEC.md section 10). Knows no sockets, no clock and no screen:
 * events and times (milliseconds of any clock that does not go back) come in, effects come out and must be carried out in order.
 * After each call the owner sets its one timer to {@link ClientSession.nextWakeMs}.
 */
export class ClientSession {
  readonly #core: ClientCore;
  #best: ClientLink | undefined;
  #started = false;
  #searchingSince = 0;
  #hadSeat = false;
  #status: ClientStatus | undefined;
  #nextWake = Number.POSITIVE_INFINITY;

  constructor(options: ClientOptions) {
    this.#core = new ClientCore(options);
  }

  /** When `wake` is due, unless another event comes first; Infinity for never. */
  get nextWakeMs(): number {
    return this.#nextWake;
  }

  get memory(): ClientMemory {
    return this.#core.credentials.memory;
  }

  /** Inputs as they stand: numbered so far, acknowledged by the hub, gone with a session that the hub no longer knew. */
  get inputs(): { readonly numbered: number; readonly acknowledged: number; readonly forgotten: number } {
    const { last, acknowledged, forgotten } = this.#core.outbox;
    return { numbered: last, acknowledged, forgotten };
  }

  /** The link that inputs go over now. */
  get bestLinkId(): number | undefined {
    return this.#best?.id;
  }

  /** @returns what to do, in order. */
  handle(event: ClientEvent, now: number): readonly ClientEffect[] {
    this.#react(event, now);
    this.#tend(now);
    return this.#core.take();
  }

  #react(event: ClientEvent, now: number): void {
    const core = this.#core;
    switch (event.type) {
      case 'start':
        this.#started = true;
        this.#searchingSince = now;
        return;
      case 'linkUp': {
        const link = this.#link(event.linkId);
        if (link?.phase === 'connecting') greet(core, link, now);
        return;
      }
      case 'frame': {
        const link = this.#link(event.linkId);
        if (link) hear(core, link, event.frame, now);
        return;
      }
      case 'linkDown': {
        const link = this.#link(event.linkId);
        if (link) core.lost(link, now, this.#wasUseless(link, now));
        return;
      }
      case 'kinds':
        core.kinds = event.kinds;
        return;
      case 'join':
        return this.#join(event.join, now);
      case 'sealing':
        core.sealing = event.sealing;
        return;
      case 'input':
        return this.#input(event.input);
      case 'chat':
      case 'emote':
      case 'command':
        return this.#talk(event, now);
      case 'foreground':
        for (const link of core.links) link.doubted = true;
        return;
      case 'leave':
        return this.#leave(now);
      case 'wake':
        return;
    }
  }

  #link(id: number): ClientLink | undefined {
    return this.#core.links.find((link) => link.id === id);
  }

  #wasUseless(link: ClientLink, now: number): boolean {
    return !link.hasState || now - link.since < linkRules.shortLifeMs;
  }

  #join(join: Extract<ClientEvent, { type: 'join' }>['join'], now: number): void {
    const core = this.#core;
    core.credentials.typed(join);
    core.remember();
    core.joinNotBefore = Number.NEGATIVE_INFINITY;
    if (core.ended === undefined && core.links.length > 0) return;
    core.ended = undefined;
    this.#started = true;
    this.#searchingSince = now;
    for (const kind of core.kinds) core.backoff(kind).succeeded();
  }

  #input(input: Input): void {
    if (this.#core.outbox.push(input)) return;
    const { sentence } = errorTable.tooFast;
    this.#core.push({ type: 'error', name: 'tooFast', sentence, retryMs: 0 });
  }

  #talk(message: PhoneMessage, now: number): void {
    const core = this.#core;
    if (this.#best) return core.send(this.#best, message, now);
    const { sentence } = errorTable.notJoined;
    return core.push({ type: 'error', name: 'notJoined', sentence, retryMs: 0 });
  }

  #leave(now: number): void {
    const core = this.#core;
    if (this.#best) core.send(this.#best, { type: 'leave' }, now);
    core.credentials.forget();
    core.remember();
    core.end('left', now);
  }

  /** Everything that time, and what has just happened, makes due. */
  #tend(now: number): void {
    const core = this.#core;
    let wake = Number.POSITIVE_INFINITY;
    const isDue: Due = (at) => {
      if (at <= now) return true;
      wake = Math.min(wake, at);
      return false;
    };
    const isOn = core.ended === undefined && this.#started;
    let left: number;
    // A link that was given up may have been the one that others waited for: they ask in its place.
    do {
      left = core.links.length;
      if (isOn) askWhereDue(core, now);
      for (const link of [...core.links]) tendLink(core, link, now, isDue);
    } while (core.links.length < left);
    if (isOn) {
      if (core.links.some((link) => link.phase === 'greeted')) isDue(core.joinNotBefore);
      this.#plan(now, isDue);
    }
    this.#best = bestLink(core, this.#best, now);
    sendInputs(core, this.#best, now);
    this.#tell();
    this.#nextWake = wake;
  }

  /** Opens and closes links. */
  #plan(now: number, isDue: Due): void {
    const core = this.#core;
    if (core.playing().length > 0) {
      this.#hadSeat = true;
      this.#searchingSince = now;
    }
    if (core.needsPerson && core.links.length === 0) return;
    const plan = planLinks(
      {
        links: core.links,
        kinds: core.kinds,
        dual: core.options.dual ?? false,
        resuming: core.hasSession && this.#hadSeat,
        searchingSince: this.#searchingSince,
        notBefore: (kind) => core.backoff(kind).notBefore,
      },
      now,
    );
    for (const link of plan.close) core.close(link, now, false);
    for (const kind of plan.open) tendLink(core, core.open(kind, now), now, isDue);
    isDue(plan.againAt);
  }

  /** Says where the client stands, if that changed. */
  #tell(): void {
    const core = this.#core;
    const status = this.#stand();
    if (status === this.#status) return;
    this.#status = status;
    core.push({ type: 'status', status, reason: core.ended ?? '' });
  }

  #stand(): ClientStatus {
    const core = this.#core;
    if (core.ended !== undefined) return 'ended';
    if (core.playing().length > 0) return 'playing';
    if (core.needsPerson) return 'codeNeeded';
    if (core.hasSession) return 'resuming';
    return Number.isFinite(core.joinNotBefore) ? 'waiting' : 'connecting';
  }
}
