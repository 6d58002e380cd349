import { limits } from '../../../protocol/limits.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import { chance } from './chance.ts';

export const radios = ['ble', 'websocket'] as const satisfies readonly LinkKind[];
type Radio = (typeof radios)[number];

/** What happens next; times in milliseconds. */
export type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'play'; readonly phone: number; readonly inputs: number; readonly gapMs: number }
  /** The link is lost, and both sides see it. */
  | {
      readonly do: 'cut' | 'halfOpen' | 'outOfRange' | 'inRange';
      readonly phone: number;
      readonly radio: Radio;
    }
  /** The phone changes to these radios, the first preferred. */
  | { readonly do: 'use'; readonly phone: number; readonly radios: readonly Radio[] }
  | { readonly do: 'slow'; readonly radio: Radio; readonly ms: number }
  | { readonly do: 'double'; readonly radio: Radio; readonly on: boolean }
  /** Asleep or out of the house: nothing works, then everything. */
  | { readonly do: 'away'; readonly phone: number; readonly ms: number }
  | { readonly do: 'foreground'; readonly phone: number }
  /** The hub dies and comes back `downMs` later from what it had saved `saveAgeMs` before. `noticed`: phones see their links go. */
  | { readonly do: 'crash'; readonly saveAgeMs: number; readonly downMs: number; readonly noticed: boolean };

export interface Plan {
  readonly seed: number;
  readonly game: 'arena' | 'pong';
  /** How long a seat is kept: as in life, or so short that some are lost. */
  readonly graceMs: number;
  readonly phones: readonly {
    readonly dual: boolean;
    readonly inputsOver: 'best' | 'both';
    readonly first: Radio;
  }[];
  readonly steps: readonly Step[];
}

/** The plan of a seed: always the same one. */
export const planOf = (seed: number): Plan => {
  const random = chance(seed);
  const int = (min: number, max: number): number => min + Math.floor(random() * (max - min + 1));
  const one = <T>(items: readonly T[]): T => items[int(0, items.length - 1)] as T;
  const phone = (): number => int(0, 1);
  const radio = (): Radio => one(radios);
  const graceMs = random() < 0.75 ? limits.graceMs : 2_000;
  const step = (): Step => {
    const kind = random();
    if (kind < 0.2) return { do: 'wait', ms: int(1, 500) };
    if (kind < 0.5) return { do: 'play', phone: phone(), inputs: int(1, 40), gapMs: int(0, 12) };
    if (kind < 0.72)
      return { do: one(['cut', 'halfOpen', 'outOfRange', 'inRange']), phone: phone(), radio: radio() };
    if (kind < 0.8) {
      const first = radio();
      const second: Radio = first === 'ble' ? 'websocket' : 'ble';
      return { do: 'use', phone: phone(), radios: random() < 0.5 ? [first] : [first, second] };
    }
    if (kind < 0.85) return { do: 'slow', radio: radio(), ms: int(1, 250) };
    if (kind < 0.88) return { do: 'double', radio: radio(), on: random() < 0.7 };
    if (kind < 0.91) return { do: 'away', phone: phone(), ms: int(10, 6_000) };
    if (kind < 0.94) return { do: 'foreground', phone: phone() };
    return { do: 'crash', saveAgeMs: int(0, 100), downMs: int(0, 800), noticed: random() < 0.6 };
  };
  return {
    seed,
    game: random() < 0.7 ? 'arena' : 'pong',
    graceMs,
    phones: [0, 1].map(() => ({
      dual: random() < 0.5,
      inputsOver: random() < 0.7 ? ('best' as const) : ('both' as const),
      first: radio(),
    })),
    steps: Array.from({ length: int(3, 14) }, step),
  };
};

/** A plan as text, for a person who looks for the fault. */
export const tell = ({ seed, game, graceMs, phones, steps }: Plan): string =>
  [
    `seed ${seed}, ${game}, grace time ${graceMs} ms, again with: PARTYLINE_FAULT_SEED=${seed} npx vitest run test/faults`,
    ...phones.map((one, i) => `  phone ${i}: ${JSON.stringify(one)}`),
    ...steps.map((one, i) => `  ${i + 1}. ${JSON.stringify(one)}`),
  ].join('\n');
