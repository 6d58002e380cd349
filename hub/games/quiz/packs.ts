import * as z from 'zod';
import { CHOICE_BYTES, CHOICES, QUESTION_BYTES, SAID_BYTES } from './view.ts';

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .refine((value) => bytes(value) <= max, `is over ${max} bytes`);

/** A text that is the same in all languages, or one for each language that it has. */
const localised = (max: number) =>
  z.union([text(max), z.strictObject({ en: text(max).optional(), de: text(max).optional() })]);
export type Localised = z.infer<ReturnType<typeof localised>>;

const choices = {
  text: localised(QUESTION_BYTES),
  answer: localised(CHOICE_BYTES),
  wrong: z
    .array(localised(CHOICE_BYTES))
    .min(1)
    .max(CHOICES - 1),
};

const pack = z.strictObject({
  format: z.literal(1),
  /** Becomes part of the game's id. */
  id: z.string().regex(/^[a-z0-9]{1,16}$/, 'must be 1 to 16 lower case letters and digits'),
  title: localised(40),
  questions: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('choices'), ...choices }),
        z.strictObject({ kind: z.literal('buzzer'), ...choices }),
        z.strictObject({
          kind: z.literal('text'),
          text: localised(QUESTION_BYTES),
          answer: localised(CHOICE_BYTES),
          /** Other ways to write the answer. */
          also: z.array(localised(SAID_BYTES)).max(20).default([]),
        }),
      ]),
    )
    .min(1)
    .max(2_000),
});

/** A pack of questions as its file has it. Format: ../README.md. */
export type QuizPack = z.infer<typeof pack>;

/** A pack that cannot be used; the message names the place in it and what is wrong there. */
export class PackError extends Error {
  override readonly name = 'PackError';
}

/**
 * Reads a pack.
 * @param json what the file has, after JSON.parse.
 * @param name what the message calls the file.
 * @throws PackError
 */
export default (json: unknown, name: string): QuizPack => {
  const parsed = pack.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') || 'the file';
  throw new PackError(`Question pack ${name}: ${path}: ${issue?.message ?? 'cannot be read'}`);
};
