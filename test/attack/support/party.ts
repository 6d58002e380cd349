import { setTimeout as sleep } from 'node:timers/promises';
import { BleRadio } from '../../../phone-sim/ble-radio.ts';
import { overBle } from '../../../phone-sim/link-ble.ts';
import { overWebSocket } from '../../../phone-sim/link-websocket.ts';
import { SimPhone } from '../../../phone-sim/phone.ts';
import type { OpenPhoneLink } from '../../../phone-sim/phone-link.ts';
import { type Percentiles, percentiles } from '../../../phone-sim/statistics.ts';
import { LifeAudit } from '../../store/support/life-audit.ts';
import { HOST, type HubUnderAttack } from './hub.ts';

export type PartyRadio = 'ble' | 'websocket';

/** Sitting down takes a moment, on any hub that these phones can read. */
const SIT_DOWN_MS = 15_000;
/** How long a goodbye may take. */
const GOODBYE_MS = 1_000;

const radioTo = (hub: HubUnderAttack, kind: PartyRadio): { open: OpenPhoneLink; off(): Promise<void> } => {
  if (kind === 'websocket')
    return { open: overWebSocket(`${HOST}:${hub.ports.http}`), off: () => Promise.resolve() };
  const { air } = hub.ports;
  if (air === null) throw new Error('this hub has no simulated air');
  const radio = new BleRadio(air, undefined);
  return { open: overBle(radio), off: () => radio.off() };
};

const within = async (ms: number, what: Promise<unknown>): Promise<boolean> => {
  const over = new AbortController();
  const late = sleep(ms, false, { signal: over.signal }).catch(() => false);
  const done = await Promise.race([what.then(() => true), late]);
  over.abort();
  return done;
};

/** Somebody with the right code, or who has scanned the QR code, who comes now. @returns milliseconds to the first state; undefined if it took longer than `patienceMs`. */
export const rightfulJoin = async (
  hub: HubUnderAttack,
  kind: PartyRadio,
  patienceMs: number,
  by: 'code' | 'secret' = 'code',
): Promise<number | undefined> => {
  const { code, secret } = await hub.invitation();
  const began = performance.now();
  const { open, off } = radioTo(hub, kind);
  const phone = new SimPhone({
    name: 'Rightful',
    code,
    ...(by === 'secret' ? { secret } : {}),
    plain: !hub.isSealed,
    radios: new Map([[kind, open]]),
    inputsPerSecond: 0,
    startsMatch: false,
  });
  phone.start();
  const joined = await within(
    patienceMs,
    phone.until(({ statesReceived }) => statesReceived > 0),
  );
  const took = performance.now() - began;
  await within(GOODBYE_MS, phone.leave().then(off));
  return joined ? took : undefined;
};

interface Seated {
  readonly phone: SimPhone;
  /** Links that it asked for: one, if it was never thrown out. */
  links: number;
  chatHeard: number;
  readonly audit: LifeAudit;
  /** When inputs were made that are perhaps not acknowledged yet, by sequence number, ascending. */
  readonly madeAt: Map<number, number>;
}

/** Ages of inputs that wait: a player who gets no answer at all must not look like one who waits for nothing. */
const waiting = ({ phone, madeAt }: Seated): readonly number[] => {
  const now = performance.now();
  for (const sequence of madeAt.keys()) {
    if (sequence > phone.inputs.acknowledged) break;
    madeAt.delete(sequence);
  }
  return [...madeAt.values()].map((at) => now - at);
};

/** Phones that sit and play, and what is done to them. */
export class Party {
  readonly #seated: readonly Seated[];
  readonly #radios: readonly { off(): Promise<void> }[];

  private constructor(seated: readonly Seated[], radios: readonly { off(): Promise<void> }[]) {
    this.#seated = seated;
    this.#radios = radios;
  }

  /** Resolves when all of them play. @throws Error if these phones cannot read what this hub sends. */
  static async sitDown(hub: HubUnderAttack, radios: readonly PartyRadio[]): Promise<Party> {
    const used: { off(): Promise<void> }[] = [];
    const seated: Seated[] = [];
    for (const [n, kind] of radios.entries()) {
      const radio = radioTo(hub, kind);
      used.push(radio);
      const counts = { links: 0, chatHeard: 0, audit: new LifeAudit(), madeAt: new Map<number, number>() };
      const phone = new SimPhone({
        name: `Seated ${n + 1}`,
        code: (await hub.invitation()).code,
        plain: !hub.isSealed,
        colour: n,
        radios: new Map([[kind, radio.open]]),
        inputsPerSecond: 30,
        watch: (effect) => {
          counts.audit.watch(effect);
          if (effect.type === 'connect') counts.links += 1;
          if (effect.type === 'said') counts.chatHeard += 1;
          if (effect.type !== 'numbered') return;
          // Numbers began anew: those before them are nobody's.
          if (effect.sequence === 1) counts.madeAt.clear();
          counts.madeAt.set(effect.sequence, performance.now());
        },
      });
      seated.push(Object.assign(counts, { phone }));
      phone.start();
    }
    const party = new Party(seated, used);
    const seen = party.phones.map((phone) => phone.until(({ statesReceived }) => statesReceived > 0));
    if (!(await within(SIT_DOWN_MS, Promise.all(seen)))) {
      const trouble = party.phones.find(({ statesReceived }) => statesReceived === 0)?.trouble ?? '';
      await party.leave();
      throw new Error(
        `Nobody can sit down at this hub (${trouble}). Phones read rooms of their own time: attack an older hub from its own checkout.`,
      );
    }
    const host = party.phones.find(({ member, state }) => state?.view.shared.room.host === member);
    host?.act({ type: 'command', command: 'start', member: 0, argument: '' });
    await Promise.all(
      party.phones.map((phone) => phone.until(({ state }) => state?.view.shared.room.phase === 'playing')),
    );
    return party;
  }

  get phones(): readonly SimPhone[] {
    return this.#seated.map(({ phone }) => phone);
  }

  /** Links that phones had to open again. */
  get thrownOut(): number {
    return this.#seated.reduce((sum, { links }) => sum + links - 1, 0);
  }

  /**
   * The last of them loses its link without a goodbye, as one out of range does, and takes its place up again.
   * @returns whether it saw a new state of the same session in time. What it had to open for that does not count as thrown out.
   */
  async comeBack(ms: number): Promise<boolean> {
    const one = this.#seated.at(-1);
    if (!one) throw new RangeError('nobody sits here');
    const { phone } = one;
    const { member } = phone;
    phone.cut();
    const seen = phone.statesReceived;
    const isBack = await within(
      ms,
      phone.until(({ statesReceived }) => statesReceived > seen),
    );
    one.links = 1;
    return isBack && phone.member === member;
  }

  /** Chat lines that the one who heard most of them got. */
  get chatHeard(): number {
    return Math.max(...this.#seated.map(({ chatHeard }) => chatHeard));
  }

  /** Inputs that had no effect, or had it twice, and places that one count of inputs led to and then did not: as the phones see themselves, over all lives of the hub. */
  get audit(): {
    readonly checked: number;
    readonly lost: number;
    readonly duplicated: number;
    readonly wrong: number;
  } {
    const sum = (pick: (one: Seated) => number): number => this.#seated.reduce((n, one) => n + pick(one), 0);
    return {
      checked: sum(({ audit }) => audit.figures.checked),
      lost: sum(({ audit, phone }) => audit.figures.lost + phone.inputs.forgotten),
      duplicated: sum(({ audit }) => audit.figures.duplicated),
      wrong: sum(({ audit }) => audit.wrong),
    };
  }

  /** Begins to measure. @returns what tells the round trips since then, of one radio or of all; inputs that still wait count with their age. */
  measure(): (kind?: PartyRadio) => Percentiles {
    const from = new Map(this.phones.map((phone) => [phone, phone.rtt.count]));
    return (kind) =>
      percentiles(
        ...this.#seated
          .filter(({ phone }) => kind === undefined || phone.transport === kind)
          .map((one) => ({
            values: [...one.phone.rtt.values.slice(from.get(one.phone) ?? 0), ...waiting(one)],
          })),
      );
  }

  /** Inputs that were made up to now are in the game. @returns whether that came true in time. */
  allApplied(ms: number): Promise<boolean> {
    const due = this.phones.map((phone) => [phone, phone.inputs.numbered] as const);
    return within(
      ms,
      Promise.all(due.map(([phone, last]) => phone.until(({ inputs }) => inputs.acknowledged >= last))),
    );
  }

  async leave(): Promise<void> {
    await within(GOODBYE_MS, Promise.all(this.phones.map((phone) => phone.leave())));
    await within(GOODBYE_MS, Promise.all(this.#radios.map((radio) => radio.off())));
  }
}
