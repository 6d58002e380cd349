import { describe, expectTypeOf, it } from 'vitest';
import { compile } from '../../protocol/schema/compile.ts';
import { type Infer, s } from '../../protocol/schema/schema.ts';

describe('the type of a state is inferred from its schema', () => {
  const quiz = s.struct({
    phase: s.oneOf('ask', 'answer'),
    left: s.fixed(0, 30, 0.5),
    question: s.optional(s.text(120)),
    answers: s.list(s.text(40), 4),
    scores: s.seats(s.struct({ points: s.int(0, 999), quick: s.bool() }), 16),
  });
  interface Quiz {
    readonly phase: 'ask' | 'answer';
    readonly left: number;
    readonly question: string | undefined;
    readonly answers: readonly string[];
    readonly scores: ReadonlyMap<number, { readonly points: number; readonly quick: boolean }>;
  }

  it('for every kind', () => {
    expectTypeOf<Infer<typeof quiz>>().toEqualTypeOf<Quiz>();
    expectTypeOf(compile(quiz).readFull).returns.toEqualTypeOf<Quiz>();
    expectTypeOf(compile(s.bool()).same).parameters.toEqualTypeOf<[boolean, boolean]>();
  });

  it('so that a wrong word or a missing field does not compile', () => {
    const base: Quiz = { phase: 'ask', left: 30, question: undefined, answers: [], scores: new Map() };
    expectTypeOf(base).toExtend<Infer<typeof quiz>>();
    // @ts-expect-error: no such phase
    expectTypeOf({ ...base, phase: 'over' } as const).toExtend<Infer<typeof quiz>>();
  });
});
