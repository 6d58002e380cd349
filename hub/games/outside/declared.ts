import { z } from 'zod';
import type { ControllerLayout } from '../../../protocol/layout.ts';
import type { Schema } from '../../../protocol/schema/schema.ts';
import type { GameMeta } from '../game.ts';

/** What a game says of itself, without its functions. Schemas and controls are read by whoever checks the game. */
export interface Declared {
  readonly meta: GameMeta;
  readonly controller: ControllerLayout;
  readonly shared: Schema;
  readonly secret: Schema | undefined;
  readonly content: unknown;
  readonly has: { readonly secretOf: boolean; readonly bot: boolean };
}

const fields = z.record(z.string(), z.unknown());

const shape = z.object({
  meta: z.object({
    id: z.string(),
    title: z.string(),
    rules: z.string(),
    seats: z.object({ min: z.int(), max: z.int() }),
    tickMs: z.int(),
    away: z.enum(['pause', 'bot', 'play']),
    pads: z.enum(['held', 'steps']).optional(),
    lateJoin: z.boolean(),
  }),
  controller: z.object({ controls: z.array(fields) }).loose(),
  shared: fields,
  secret: fields.optional(),
  content: z.unknown(),
  has: z.object({ secretOf: z.boolean(), bot: z.boolean() }),
});

/** @throws TypeError that names the first field that is wrong. */
export const readDeclared = (value: unknown): Declared => {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data as unknown as Declared;
  const [issue] = parsed.error.issues;
  throw new TypeError(`${issue?.path.join('.') || 'the game'}: ${issue?.message ?? 'wrong'}`);
};
