import type { LinkKind } from '../protocol/links.ts';
import type { Divergence } from './divergence.ts';
import type { SimPhone } from './phone.ts';
import { type Percentiles, percentiles } from './statistics.ts';

/** What one phone did and saw. */
interface PhoneReport {
  readonly transport: string;
  readonly slot: number;
  readonly inputsSent: number;
  /** Acknowledged by the hub in a state. */
  readonly inputsApplied: number;
  /** Numbered but never acknowledged, or (in the arena) acknowledged without effect. */
  readonly inputsLost: number;
  /** Applied twice, as the hub counts and (in the arena) as the phone sees; null if nobody can tell. */
  readonly inputsDuplicated: number | null;
  readonly statesReceived: number;
  readonly bytesReceived: number;
  readonly rttMs: Percentiles;
}

/** The changes from one radio to another. */
interface DirectionReport {
  readonly from: LinkKind;
  readonly to: LinkKind;
  readonly count: number;
  readonly coldMs: Percentiles;
  readonly warmMs: Percentiles;
}

/** The JSON line of `scripts/phones --json`. */
export interface PhonesReport {
  readonly phones: readonly PhoneReport[];
  readonly totals: Omit<PhoneReport, 'transport' | 'slot'> & {
    readonly divergentTicks: number;
    /** Arena states in which a phone could check its own place. */
    readonly placesChecked: number;
    /** Phones that never got into the room. */
    readonly phonesOutside: number;
  };
  /** Changes of radio while a match ticked: milliseconds from the last new state on the old link to the first on the new. */
  readonly switch?: {
    readonly count: number;
    readonly gapMs: Percentiles;
    /** The old link was gone before the new one was opened. */
    readonly coldMs: Percentiles;
    /** Both were up for a moment. */
    readonly warmMs: Percentiles;
    /** The same less the time from tick to tick, in which no state comes anyway. */
    readonly excessMs: { readonly cold: Percentiles; readonly warm: Percentiles };
    readonly directions: readonly DirectionReport[];
  };
}

const phoneReport = (phone: SimPhone, duplicates: ReadonlyMap<number, number> | undefined): PhoneReport => {
  const { numbered, acknowledged, forgotten } = phone.inputs;
  const { checked, lost, duplicated } = phone.audit.figures;
  const unacknowledged = numbered - acknowledged + forgotten;
  const counted = phone.member === undefined ? undefined : duplicates?.get(phone.member);
  return {
    transport: phone.transport,
    slot: phone.slot,
    inputsSent: phone.inputsSent,
    inputsApplied: phone.inputsSent - unacknowledged,
    inputsLost: unacknowledged + lost,
    inputsDuplicated: counted === undefined && checked === 0 ? null : (counted ?? 0) + duplicated,
    statesReceived: phone.statesReceived,
    bytesReceived: phone.bytesReceived,
    rttMs: percentiles(phone.rtt),
  };
};

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const directionsOf = (phones: readonly SimPhone[]): readonly DirectionReport[] => {
  const all = phones.flatMap(({ gaps }) => gaps.directions);
  const names = new Map(all.map(({ from, to }) => [`${from} ${to}`, { from, to }]));
  return [...names.values()].map(({ from, to }) => {
    const these = all.filter((one) => one.from === from && one.to === to);
    const [cold, warm] = [these.map((one) => one.cold), these.map((one) => one.warm)];
    return {
      from,
      to,
      count: sum([...cold, ...warm].map(({ count }) => count)),
      coldMs: percentiles(...cold),
      warmMs: percentiles(...warm),
    };
  });
};

/** @param duplicates by member, as the hub counts. */
export const makeReport = (
  phones: readonly SimPhone[],
  divergence: Divergence,
  duplicates: ReadonlyMap<number, number> | undefined,
): PhonesReport => {
  const rows = phones.map((phone) => phoneReport(phone, duplicates));
  const cold = phones.map((phone) => phone.gaps.cold);
  const warm = phones.map((phone) => phone.gaps.warm);
  const switches = sum([...cold, ...warm].map((gaps) => gaps.count));
  const known = rows.flatMap((row) => (row.inputsDuplicated === null ? [] : [row.inputsDuplicated]));
  return {
    phones: rows,
    totals: {
      inputsSent: sum(rows.map((row) => row.inputsSent)),
      inputsApplied: sum(rows.map((row) => row.inputsApplied)),
      inputsLost: sum(rows.map((row) => row.inputsLost)),
      inputsDuplicated: known.length === 0 ? null : sum(known),
      statesReceived: sum(rows.map((row) => row.statesReceived)),
      bytesReceived: sum(rows.map((row) => row.bytesReceived)),
      rttMs: percentiles(...phones.map((phone) => phone.rtt)),
      divergentTicks: divergence.ticks,
      placesChecked: sum(phones.map((phone) => phone.audit.figures.checked)),
      phonesOutside: phones.filter((phone) => phone.member === undefined).length,
    },
    ...(switches > 0
      ? {
          switch: {
            count: switches,
            gapMs: percentiles(...cold, ...warm),
            coldMs: percentiles(...cold),
            warmMs: percentiles(...warm),
            excessMs: {
              cold: percentiles(...phones.map(({ gaps }) => gaps.excess.cold)),
              warm: percentiles(...phones.map(({ gaps }) => gaps.excess.warm)),
            },
            directions: directionsOf(phones),
          },
        }
      : {}),
  };
};
