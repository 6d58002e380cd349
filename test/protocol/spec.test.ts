import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gateRules } from '../../hub/pipeline/join-gate.ts';
import { rates } from '../../hub/pipeline/rates.ts';
import { decodeFromHub, decodeFromPhone, encode } from '../../protocol/codec.ts';
import { controlKinds } from '../../protocol/controls.ts';
import { errorTable } from '../../protocol/errors.ts';
import { gatt } from '../../protocol/gatt.ts';
import { features, limits } from '../../protocol/limits.ts';
import { linkKinds, radios } from '../../protocol/links.ts';
import { messages } from '../../protocol/messages.ts';
import { parseDescriptor } from '../../protocol/schema/parse.ts';
import { createStateCodec, type SeenState, type StateCodec } from '../../protocol/state-codec.ts';
import { hex, messageFromJson, unhex } from './vectors.ts';

const spec = readFileSync(new URL('../../protocol/SPEC.md', import.meta.url), 'utf8');

/** Text of a section, from its heading to the next of the same or a higher level. */
const section = (heading: string): string => {
  const start = spec.indexOf(`\n${heading}`);
  expect(start, heading).toBeGreaterThan(0);
  const level = heading.indexOf(' ');
  const end = spec.slice(start + 1).search(new RegExp(`\\n#{1,${level}} `));
  return spec.slice(start, end < 0 ? undefined : start + 1 + end);
};

/** Rows of the first table in a text whose heading starts with `first`, without the heading. */
const tableIn = (text: string, first: string): string[][] => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${first}`));
  const rows: string[][] = [];
  for (const line of lines.slice(start + 2)) {
    if (start < 0 || !line.startsWith('|')) break;
    rows.push(
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
  }
  return rows;
};

const figures = (rows: string[][]): Record<string, number> =>
  Object.fromEntries(rows.map(([name, figure]) => [name, Number(figure)]));

describe('SPEC.md agrees with the code', () => {
  it('4: every message with its number, sender and fields, and no other', () => {
    const written = [
      ...spec.matchAll(/^### 0x([0-9a-f]{2}) (\w+), from (?:the )?(phone|hub|either side)$/gm),
    ];
    const told = written.map(([heading, id, name, from]) => ({
      name,
      id: Number.parseInt(id ?? '', 16),
      from: from === 'either side' ? 'both' : from,
      fields: tableIn(section(heading), 'field').map(([field, layout]) => [field, layout]),
    }));
    const known = Object.entries(messages).map(([name, { id, from, fields }]) => ({
      name,
      id,
      from,
      fields: Object.entries(fields as Readonly<Record<string, { layout: string }>>).map(
        ([field, { layout }]) => [field, `\`${layout}\``],
      ),
    }));
    expect(told).toEqual(known);
  });

  it('3.4: every kind of link with its traits, and S.16: the words of radios', () => {
    const shown = (trait: unknown): string =>
      trait === true ? 'yes' : trait === false ? 'no' : String(trait);
    const table = section('### 3.4 The kinds');
    const traits =
      /^\| kind +\| (.*) \|$/m
        .exec(table)?.[1]
        ?.split('|')
        .map((trait) => trait.trim()) ?? [];
    expect(tableIn(table, 'kind')).toEqual(
      Object.entries(linkKinds).map(([kind, row]) => {
        expect(Object.keys(row).sort()).toEqual([...traits].sort());
        return [
          kind,
          ...traits.map((trait) => shown(Object.entries(row).find(([name]) => name === trait)?.[1])),
        ];
      }),
    );
    expect(new Set(radios).size).toBe(8);
    expect(spec).toContain(`**S.16** The words of \`radio\` are ${radios.join(', ')}. `);
  });

  it('6.4: every kind of control with its zone, its properties and what it sends', () => {
    const told = tableIn(section("### 6.4 The game's descriptor"), 'kind');
    const row = ([kind, zone, properties, sends]: string[]) => [
      kind,
      zone,
      properties,
      sends?.split(/[: ]/)[0],
    ];
    expect(told.map(row)).toEqual(
      Object.entries(controlKinds).map(([kind, { zone, sends, fields }]) => {
        const properties: [string, { readonly layout: string; readonly optional: boolean }][] =
          Object.entries(fields);
        const words = properties.map(
          ([name, { layout, optional }]) => `\`${name}\`${optional ? '?' : ''} ${layout}`,
        );
        return [kind, zone, words.join(', '), sends];
      }),
    );
  });

  it('8: every error with code, end of link and sentence', () => {
    expect(tableIn(section('## 8 Errors'), 'code')).toEqual(
      Object.entries(errorTable).map(([name, { code, closes, sentence }]) => [
        String(code),
        name,
        closes ? 'yes' : 'no',
        sentence,
      ]),
    );
  });

  it('9: every limit, and the rates of the hub', () => {
    const [bounds, rest = ''] = section('## 9 Limits').split('**9.2**');
    const [pace, guesses] = rest.split('**9.3**');
    expect(figures(tableIn(bounds ?? '', 'name'))).toEqual(limits);
    expect(figures(tableIn(pace ?? '', 'name'))).toEqual(rates);
    expect(figures(tableIn(guesses ?? '', 'name'))).toEqual(gateRules);
  });

  it('7: the UUIDs', () => {
    const uuids = [...section('## 7 GATT').matchAll(/7a1c[0-9a-f]{4}-[0-9a-f-]+/g)].map(([uuid]) => uuid);
    expect(uuids).toEqual([gatt.service, gatt.info, gatt.control, gatt.player(1), gatt.player(16)]);
  });

  it('11: the feature bits', () => {
    expect(figures(tableIn(section('## 11 Versions'), 'name'))).toEqual(features);
  });

  it('numbers each rule once, within its section', () => {
    const rules = [...spec.matchAll(/^\*\*(S\.\d+|\d+(?:\.\d+)+)\*\* /gm)].map(([, rule]) => rule ?? '');
    expect(new Set(rules).size).toBe(rules.length);
    let chapter = '';
    for (const line of spec.split('\n')) {
      chapter = /^## (\d+) /.exec(line)?.[1] ?? chapter;
      const rule = /^\*\*(\d+)\.[\d.]+\*\* /.exec(line)?.[1];
      if (rule) expect(rule, line).toBe(chapter);
    }
  });
});

it('titles of tests quote rules that SPEC.md has', () => {
  const root = new URL('../', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  );
  const quoted = files.flatMap((file) =>
    [
      ...readFileSync(new URL(file, root), 'utf8').matchAll(
        /^\s*(?:it|describe)[^'\n]*'(S\.\d+|\d+(?:\.\d+)+) /gm,
      ),
    ].map(([, rule]) => rule ?? ''),
  );
  expect(quoted.length).toBeGreaterThan(20);
  expect(quoted.filter((rule) => !spec.includes(`**${rule}** `))).toEqual([]);
});

interface Step {
  readonly side: string;
  readonly json: Record<string, unknown>;
  readonly bytes: Uint8Array;
  readonly state: unknown;
}

const steps = (): Step[] => {
  const [, block = ''] = /```text\n([\s\S]*?)```/.exec(section('## 12 A whole conversation')) ?? [];
  return block
    .trim()
    .split('\n\n')
    .map((paragraph) => {
      const lines = paragraph.split('\n');
      const [, side = '', json = ''] = /^(phone|hub) (.*)$/.exec(lines[0] ?? '') ?? [];
      const state = lines.find((line) => line.startsWith('state '))?.slice(6);
      return {
        side,
        json: JSON.parse(json),
        bytes: unhex(lines.filter((line) => line.startsWith('    ')).join('')),
        state: state && JSON.parse(state),
      };
    });
};

/** As the conversation prints a state: maps as lists, nothing left out. */
const printed = (value: unknown): unknown => {
  if (value instanceof Map) return [...value].map(([key, item]) => [key, printed(item)]);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, printed(field)]));
};

describe('12 the conversation in SPEC.md', () => {
  it('is made of frames that the codec writes and reads', () => {
    expect(steps().length).toBeGreaterThan(10);
    for (const { side, json, bytes } of steps()) {
      const message = messageFromJson(json);
      expect(hex(encode(message)), JSON.stringify(json)).toBe(hex(bytes));
      expect(side === 'phone' ? decodeFromPhone(bytes) : decodeFromHub(bytes)).toEqual(message);
    }
  });

  it('shows states that its bodies decode to, by the game it sends', () => {
    let codec: StateCodec | undefined;
    let base: SeenState | undefined;
    let shown = 0;
    for (const { side, bytes, state } of steps()) {
      if (side === 'phone') continue;
      const message = decodeFromHub(bytes);
      if (message.type === 'game') codec = createStateCodec(parseDescriptor(message.descriptor));
      if (message.type === 'keyframe') base = codec?.decodeFull(message.body);
      if (message.type === 'delta' && base) base = codec?.decodeDelta(message.body, base);
      if (!state) continue;
      shown += 1;
      expect(printed(base?.shared)).toEqual(state);
    }
    expect(shown).toBe(3);
  });
});
