import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkKind } from '../protocol/links.ts';
import { BleRadio, type RadioSource } from './ble-radio.ts';
import { Divergence } from './divergence.ts';
import { askDuplicates, type HubAddress, hostPort } from './hub-address.ts';
import type { Keepsake } from './keepsake.ts';
import { overBle } from './link-ble.ts';
import { overTcp } from './link-tcp.ts';
import { overWebSocket } from './link-websocket.ts';
import { SimPhone } from './phone.ts';
import type { OpenPhoneLink } from './phone-link.ts';
import type { PhoneOptions } from './phone-options.ts';
import type { Policy } from './policy.ts';
import { makeReport, type PhonesReport } from './report.ts';
import { SharedDecoding } from './shared-decoding.ts';

/** A crowd of phones in this process. */
export interface PhonesOptions {
  readonly hub: HubAddress;
  /** Needed for phones on TCP, and for those that change to it. */
  readonly tcpPort?: number | undefined;
  /** Where the n-th Bluetooth phone gets its controller. */
  readonly radio?: ((n: number) => RadioSource) | undefined;
  /** Short id of the room, to tell hubs apart by radio; undefined takes the first one heard. */
  readonly room?: string | undefined;
  readonly code: string;
  readonly ble: number;
  readonly ws: number;
  readonly tcp: number;
  /** Each phone changes its radio this often, without a goodbye; in turns with the old link gone first and with both up. */
  readonly switchMs?: number | undefined;
  readonly inputsPerSecond?: number | undefined;
  /** Milliseconds between the starts of two phones. */
  readonly staggerMs?: number | undefined;
  readonly startsMatch?: boolean;
  readonly policy?: Policy;
  /** Where the phones keep their tokens, and find those of phones that were here before. */
  readonly keepsake?: Keepsake | undefined;
}

/** Inputs of a phone a second, where nothing else is said. */
const INPUTS_PER_SECOND = 15;
/** How long the last acknowledgements are waited for. */
const FLUSH_MS = 10_000;
/** Default time between the starts of two phones: people do not all press at once, and a radio can only be asked one thing at a time. */
const STAGGER_MS = 15;

/** Phones that play until they are stopped. */
export class Crowd {
  readonly phones: readonly SimPhone[];
  readonly #options: PhonesOptions;
  readonly #divergence = new Divergence();
  readonly #radios: BleRadio[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: PhonesOptions) {
    this.#options = options;
    const decoding = new SharedDecoding();
    const plan: LinkKind[] = [
      ...Array<LinkKind>(options.ble).fill('ble'),
      ...Array<LinkKind>(options.ws).fill('websocket'),
      ...Array<LinkKind>(options.tcp).fill('tcp'),
    ];
    this.phones = plan.map((kind, n) => {
      const phone: PhoneOptions = {
        name: `Sim ${n + 1}`,
        code: options.code,
        colour: n % 16,
        radios: this.#radiosOf(kind, n),
        inputsPerSecond: options.inputsPerSecond ?? INPUTS_PER_SECOND,
        startsMatch: options.startsMatch ?? true,
        ...(options.policy ? { policy: options.policy } : {}),
        decoding,
        divergence: this.#divergence,
        token: options.keepsake?.token(n),
        remember: (token) => options.keepsake?.keep(n, token),
      };
      return new SimPhone(phone);
    });
  }

  /** Its own radio and, if it is to change, another one. */
  #radiosOf(kind: LinkKind, n: number): ReadonlyMap<LinkKind, OpenPhoneLink> {
    const { hub, tcpPort, radio, room, switchMs } = this.#options;
    const all = new Map<LinkKind, () => OpenPhoneLink>([['websocket', () => overWebSocket(hostPort(hub))]]);
    if (tcpPort !== undefined) all.set('tcp', () => overTcp(hub.host, tcpPort));
    if (radio && kind === 'ble')
      all.set('ble', () => {
        const made = new BleRadio(radio(n), room);
        this.#radios.push(made);
        return overBle(made);
      });
    const others =
      switchMs === undefined ? [] : [...all.keys()].filter((other) => other !== kind).slice(0, 1);
    const chosen = new Map<LinkKind, OpenPhoneLink>();
    for (const one of [kind, ...others]) {
      const make = all.get(one);
      if (!make) throw new RangeError(`phones on ${one} need ${one === 'tcp' ? 'a TCP port' : 'a radio'}`);
      chosen.set(one, make());
    }
    return chosen;
  }

  /** Connects one after the other. */
  start(): void {
    this.phones.forEach((phone, n) => {
      this.#later(n * (this.#options.staggerMs ?? STAGGER_MS), () => {
        phone.start();
        this.#switchAround(phone);
      });
    });
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  #switchAround(phone: SimPhone): void {
    const { switchMs } = this.#options;
    const kinds = [...phone.options.radios.keys()];
    if (switchMs === undefined || kinds.length < 2) return;
    let turn = 0;
    const next = (): void => {
      // A phone that is not in yet has nothing to change from.
      if (phone.status === 'playing') {
        turn += 1;
        const kind = kinds[turn % kinds.length];
        // Cold twice, warm twice: else each direction would always go the same way.
        if (kind) phone.switchTo(kind, turn % 4 < 2 ? 'cold' : 'warm');
      }
      this.#later(switchMs, next);
    };
    this.#later(switchMs, next);
  }

  /**
   * Stops playing, waits (bounded) until the hub has acknowledged every input, counts, and leaves.
   * @returns what happened from the first connection to the last acknowledgement.
   */
  async finish(): Promise<PhonesReport> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const phone of this.phones) phone.stopPlaying();
    const flushed = this.phones.map((phone) =>
      phone.until(({ inputs, member }) => member === undefined || inputs.acknowledged === inputs.numbered),
    );
    const gaveUp = new AbortController();
    await Promise.race([
      Promise.all(flushed),
      sleep(FLUSH_MS, undefined, { signal: gaveUp.signal }).catch(() => undefined),
    ]);
    gaveUp.abort();
    const report = makeReport(this.phones, this.#divergence, await askDuplicates(this.#options.hub));
    await this.stop();
    return report;
  }

  /** Leaves at once. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.phones.map((phone) => phone.leave()));
    await Promise.all(this.#radios.map((radio) => radio.off()));
  }
}

/** Starts phones that play until they are stopped: for the hub's `--demo`, the bench and tests. */
export const startPhones = (options: PhonesOptions): Crowd => {
  const crowd = new Crowd(options);
  crowd.start();
  return crowd;
};
