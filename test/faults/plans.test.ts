import { describe, expect, it } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { planOf, tell } from './support/plan.ts';
import { runPlan } from './support/run-plan.ts';

/** `PARTYLINE_FAULT_PLANS=10000 npx vitest run test/faults` for the long run; `PARTYLINE_FAULT_SEED=N` for one plan. */
const PLANS = Number(process.env.PARTYLINE_FAULT_PLANS ?? 500);
const ONLY = process.env.PARTYLINE_FAULT_SEED;

const run = (seed: number): ReturnType<typeof runPlan> => {
  const plan = planOf(seed);
  try {
    return runPlan(plan);
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${tell(plan)}`,
    );
  }
};

describe('any plan of cuts, switches, silences, absences and deaths of the hub', () => {
  it(`applies each numbered input once and in order, shows one truth and ends connected (${ONLY ?? PLANS})`, () => {
    const seeds = ONLY === undefined ? Array.from({ length: PLANS }, (_, i) => i + 1) : [Number(ONLY)];
    const failed: string[] = [];
    let [inputs, states, freed] = [0, 0, 0];
    for (const seed of seeds) {
      try {
        const done = run(seed);
        inputs += done.inputs;
        states += done.statesCompared;
        freed += done.seatsFreed;
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error));
        if (failed.length >= 3) break;
      }
    }
    process.stdout.write(
      `${seeds.length} plans: ${inputs} inputs applied, ${states} states compared, ${freed} seats lost to time\n`,
    );
    expect(failed.join('\n\n')).toBe('');
  }, 600_000);
});

describe('what was found this way once', () => {
  it('a link that hangs on a dead hub does not keep inputs from being sent again to the one that came back', () => {
    const phone = { dual: true, inputsOver: 'best', first: 'ble' } as const;
    const done = runPlan({
      seed: 0,
      game: 'arena',
      graceMs: limits.graceMs,
      phones: [phone, phone],
      steps: [
        { do: 'play', phone: 0, inputs: 30, gapMs: 12 },
        { do: 'crash', saveAgeMs: 100, downMs: 278, noticed: false },
        { do: 'play', phone: 0, inputs: 20, gapMs: 7 },
      ],
    });
    expect(done.inputs).toBeGreaterThan(50);
  });
});
