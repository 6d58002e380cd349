import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import arena from '../../hub/games/arena/game.ts';
import { describeGame } from '../../hub/games/describe.ts';
import { pad } from '../../protocol/inputs.ts';
import type { LinkKind } from '../../protocol/links.ts';
import { createStateCodec } from '../../protocol/state-codec.ts';
import { type TestPhone, World, wish } from './support/world.ts';

/** `PARTYLINE_PLANS=10000 npx vitest run test/client/plans.test.ts` for the long run; a plan takes some 25 ms. */
const PLANS = Number(process.env.PARTYLINE_PLANS ?? 150);
const TIME_MS = Math.max(120_000, PLANS * 100);

const kinds = ['ble', 'websocket', 'tcp'] as const;
const kind = fc.constantFrom<LinkKind>(...kinds);

/** What may happen to a player, besides playing. Waits are milliseconds; a plan stays below the grace time. */
const step = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 700 }) }),
  fc.record({
    do: fc.constant('play' as const),
    inputs: fc.integer({ min: 1, max: 90 }),
    gap: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({ do: fc.constant('cut' as const), kind }),
  fc.record({ do: fc.constant('silence' as const), kind }),
  fc.record({ do: fc.constant('kill' as const), kind }),
  fc.record({ do: fc.constant('revive' as const), kind }),
  fc.record({ do: fc.constant('use' as const), kinds: fc.uniqueArray(kind, { minLength: 1 }) }),
  fc.record({ do: fc.constant('slow' as const), kind, ms: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ do: fc.constant('foreground' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const take = (world: World, phone: TestPhone, one: Step, next: () => number): void => {
  switch (one.do) {
    case 'wait':
      return world.run(one.ms);
    case 'play':
      for (let i = 0; i < one.inputs; i += 1) {
        phone.handle({ type: 'input', input: pad(next()) });
        if (one.gap > 0) world.run(one.gap);
      }
      return;
    case 'cut':
      return phone.cut(one.kind);
    case 'silence':
      return phone.silence(one.kind);
    case 'kill':
      phone.deadRadios.add(one.kind);
      return phone.silence(one.kind);
    case 'revive':
      phone.deadRadios.delete(one.kind);
      return;
    case 'use':
      phone.handle({ type: 'kinds', kinds: one.kinds });
      return;
    case 'slow':
      world.delays.set(one.kind, one.ms);
      return;
    case 'foreground':
      phone.handle({ type: 'foreground' });
  }
};

const codec = createStateCodec(describeGame(arena));
const bytes = (shared: unknown): string =>
  Buffer.from(codec.sharedFull(shared as Parameters<typeof codec.sharedFull>[0])).toString('hex');

describe('any plan of cuts, silences, switches and slow radios', () => {
  it(
    'applies every numbered input once and in order, shows only true states, and ends connected',
    () => {
      fc.assert(
        fc.property(
          fc.array(step, { maxLength: 14 }),
          fc.boolean(),
          fc.constantFrom('best' as const, 'both' as const),
          (plan, dual, inputsOver) => {
            const world = new World();
            const phone = world.phone({
              kinds,
              dual,
              inputsOver,
              memory: { token: undefined, join: wish('Ada') },
            });
            world.until(() => phone.status === 'playing');
            phone.handle({ type: 'command', command: 'start', member: 0, argument: '' });
            let count = 0;
            for (const one of plan)
              take(world, phone, one, () => {
                count = (count + 1) % 1000;
                return count;
              });
            phone.deadRadios.clear();
            for (const radio of kinds) world.delays.set(radio, 5);
            phone.handle({ type: 'kinds', kinds });
            const { inputs } = phone.session;
            world.until(() => {
              const { acknowledged, numbered } = phone.session.inputs;
              return phone.status === 'playing' && numbered >= inputs.numbered && acknowledged === numbered;
            }, 40_000);
            world.run(25_000);

            expect(world.inputsOf(0)).toEqual(
              phone.numbered.map(({ sequence, input }) => ({ sequence, input })),
            );
            expect(phone.session.inputs.forgotten).toBe(0);
            expect(world.events.filter((event) => event.type === 'join')).toHaveLength(1);
            for (const { tick, view } of phone.states) {
              const truth = world.snapshots.get(tick);
              if (truth) expect(bytes(view.shared)).toBe(bytes(truth.shared));
            }
            const ticks = phone.states.map((state) => state.tick);
            expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
            expect(phone.wires.size).toBeLessThanOrEqual(dual ? 2 : 1);
          },
        ),
        { numRuns: PLANS },
      );
    },
    TIME_MS,
  );
});
