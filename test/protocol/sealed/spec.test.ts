import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HandshakeVectors } from './support/record.ts';

const spec = readFileSync(new URL('../../../protocol/SPEC.md', import.meta.url), 'utf8');
const { joins, resumes } = JSON.parse(
  readFileSync(new URL('../../vectors/handshake.json', import.meta.url), 'utf8'),
) as HandshakeVectors;

const examples = spec.slice(spec.indexOf('\n### 13.10 '));

/** Frames as an example prints them: who says what, then the bytes. */
const framesOf = (block: string) =>
  block
    .trim()
    .split('\n\n')
    .map((paragraph) => {
      const [title = '', ...lines] = paragraph.split('\n');
      const said = /\{.*\}$/.exec(title)?.[0];
      return {
        from: title.split(' ')[0],
        said: said === undefined ? undefined : JSON.parse(said),
        frame: lines.join('').replaceAll(' ', ''),
      };
    });

/** Names and bytes of an indented list in the text. */
const valuesOf = (text: string): Record<string, string> => {
  const values: Record<string, string> = {};
  let last = '';
  for (const [, name = '', bytes = ''] of text.matchAll(/^ {4}(\w*) +([0-9a-f]+)$/gm)) {
    last = name || last;
    values[last] = (values[last] ?? '') + bytes;
  }
  return values;
};

describe('the examples of sealed links in SPEC.md (13.10)', () => {
  const [joinValues = '', join = '', resumeValues = '', resume = ''] = examples.split(/```(?:text)?\n/);

  it('are the first join and the first resume of handshake.json', () => {
    for (const [block, vector] of [
      [join, joins[0]],
      [resume, resumes[0]],
    ] as const)
      expect(framesOf(block).map(({ from, frame }) => ({ from, frame }))).toEqual(vector?.frames);
  });

  it('say what is in the sealed frames', () => {
    const inside = (block: string) => framesOf(block).flatMap(({ said }) => (said ? [said] : []));
    const talk = joins[0]?.talk.map(({ message }) => message) ?? [];
    expect(inside(join)).toEqual([joins[0]?.join, joins[0]?.welcome, ...talk]);
    expect(inside(resume)).toEqual([resumes[0]?.welcome, ...talk]);
  });

  it('print what goes in and what comes out', () => {
    expect(valuesOf(joinValues)).toEqual({
      hubSecret: joins[0]?.hubSecret,
      phoneRandom: joins[0]?.phoneRandom,
      hubRandom: joins[0]?.hubRandom,
      sid: joins[0]?.sid,
      isk: joins[0]?.isk,
      ...joins[0]?.keys,
    });
    expect(valuesOf(resumeValues)).toEqual({
      token: resumes[0]?.token,
      hubSecret: resumes[0]?.hubSecret,
      phoneSecret: resumes[0]?.phoneSecret,
      ...resumes[0]?.keys,
    });
  });
});
