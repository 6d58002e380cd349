import { setTimeout as sleep } from 'node:timers/promises';
import { type LinkKind, linkKinds } from '../protocol/links.ts';
import type { BleRadio } from './ble-radio.ts';
import { Divergence } from './divergence.ts';
import { askDuplicates } from './hub-address.ts';
import type { Keepsake } from './keepsake.ts';
import { type PhoneCounts, type Reach, simulated } from './kinds.ts';
import { SimPhone } from './phone.ts';
import type { OpenPhoneLink } from './phone-link.ts';
import type { PhoneOptions } from './phone-options.ts';
import type { Policy } from './policy.ts';
import { makeReport, type PhonesReport } from './report.ts';
import { SharedDecoding } from './shared-decoding.ts';

/** A crowd of phones in this process. */
export interface PhonesOptions extends Reach, Partial<PhoneCounts> {
  readonly code: string;
  /** The QR code's secret, in place of the code. */
  readonly secret?: string | undefined;
  /** Speak without seals. */
  readonly plain?: boolean;
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
    // Bluetooth first: its controllers are numbered from the first phone on.
    const plan = simulated
      .flatMap(([kind, { flag }]) => Array<LinkKind>(options[flag] ?? 0).fill(kind))
      .sort((a, b) => linkKinds[a].radio - linkKinds[b].radio);
    this.phones = plan.map((kind, n) => {
      const phone: PhoneOptions = {
        name: `Sim ${n + 1}`,
        code: options.code,
        ...(options.secret === undefined ? {} : { secret: options.secret }),
        plain: options.plain ?? false,
        colour: n % 16,
        radios: this.#radiosOf(kind, n),
        inputsPerSecond: options.inputsPerSecond ?? INPUTS_PER_SECOND,
        startsMatch: options.startsMatch ?? true,
        ...(options.policy ? { policy: options.policy } : {}),
        decoding,
        divergence: this.#divergence,
        tokens: options.keepsake?.tokens(n) ?? [],
        remember: (tokens) => options.keepsake?.keep(n, tokens),
      };
      return new SimPhone(phone);
    });
  }

  /** Its own radio and, if it is to change, another one. */
  #radiosOf(kind: LinkKind, n: number): ReadonlyMap<LinkKind, OpenPhoneLink> {
    const chosen = new Map<LinkKind, OpenPhoneLink>();
    for (const [one, { open, needs }] of simulated) {
      const isOwn = one === kind;
      const make = open(this.#options, n, isOwn, (radio) => this.#radios.push(radio));
      if (isOwn && !make) throw new RangeError(`phones on ${one} need ${needs}`);
      const isSpare = this.#options.switchMs !== undefined && ![...chosen.keys()].some((had) => had !== kind);
      if (make && (isOwn || isSpare)) chosen.set(one, make());
    }
    // Its own first: that is what it begins with.
    return new Map([...chosen].sort(([a], [b]) => Number(b === kind) - Number(a === kind)));
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
