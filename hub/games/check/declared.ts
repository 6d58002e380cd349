import { controlKinds } from '../../../protocol/controls.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { parseDescriptor } from '../../../protocol/schema/parse.ts';
import type { Schema } from '../../../protocol/schema/schema.ts';
import { createStateCodec } from '../../../protocol/state-codec.ts';
import { describeGame } from '../describe.ts';
import type { AnyGame } from '../game.ts';

/** As `--game` and the folders take it. */
const ID = /^[a-z][a-z0-9]{0,23}$/;

const bare = (schema: Schema | undefined): Schema | undefined =>
  schema?.k === 'optional' ? bare(schema.of) : schema;

/** What controls look up in what everybody sees: fields that exist, and words that they can have. */
const lookedUp = ({ shared, controller }: AnyGame): string | undefined => {
  const fields: Readonly<Record<string, Schema>> = shared.k === 'struct' ? shared.fields : {};
  const named = (from: string): Schema | undefined =>
    Object.hasOwn(fields, from) ? bare(fields[from]) : undefined;
  const there = Object.keys(fields).join(', ') || 'none';
  for (const [i, control] of controller.controls.entries()) {
    const at = `controller.controls[${i}]`;
    for (const { from, is } of control.when ?? []) {
      const field = named(from);
      if (!field)
        return `${at}.when names the field "${from}", which shared does not have (it has: ${there})`;
      if (field.k === 'oneOf' && !field.of.includes(is))
        return `${at}.when waits until ${from} is "${is}", which it never is (it is one of: ${field.of.join(', ')})`;
      if (field.k !== 'oneOf' && field.k !== 'text')
        return `${at}.when compares ${from} with a word, but it is no word (oneOf or text)`;
    }
    if (control.kind !== 'choices') continue;
    const field = named(control.from);
    if (!field)
      return `${at}.from names the field "${control.from}", which shared does not have (it has: ${there})`;
    if (field.k !== 'list') return `${at}.from: ${control.from} is no list`;
  }
  return undefined;
};

const readable = (game: AnyGame): string | undefined => {
  try {
    const { controller } = parseDescriptor(JSON.stringify(describeGame(game)));
    createStateCodec(game);
    // A page that is older than a game leaves such controls out. A hub that is may play it no better.
    const [kind] = controller.skipped ?? [];
    if (kind === undefined) return undefined;
    return `controller.controls: there is no kind "${kind}" (there are: ${Object.keys(controlKinds).join(', ')})`;
  } catch (error) {
    if (error instanceof ProtocolError) return error.detail;
    return error instanceof Error ? error.message : String(error);
  }
};

/** @returns the first thing that is wrong with what a game says of itself, in words. Runs nothing of it. */
export const declaredWrong = (game: AnyGame): string | undefined => {
  const { meta, bot, secret, secretOf } = game;
  if (!ID.test(meta.id))
    return `the id "${meta.id}" is not 1 to 24 lower case letters and digits with a letter first`;
  if (meta.away === 'bot' && !bot) return "away: 'bot' needs a bot";
  if (meta.away === 'bot' && meta.tickMs === 0)
    return "away: 'bot' needs a tickMs above 0, as a bot plays once in each tick; without ticks take 'pause' or 'play'";
  if (secret && !secretOf) return 'it has a schema of secrets (secret) but no secretOf';
  if (secretOf && !secret)
    return 'it has secretOf but no schema of secrets (secret): nobody would be sent any';
  return readable(game) ?? lookedUp(game);
};
