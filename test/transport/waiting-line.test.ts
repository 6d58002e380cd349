import { describe, expect, it } from 'vitest';
import { WaitingLine } from '../../hub/transport/waiting-line.ts';

describe('connections that wait', () => {
  let now = 0;
  const begin = (rules: Partial<ConstructorParameters<typeof WaitingLine>[0]> = {}) => {
    now = 0;
    const line = new WaitingLine<string>({ perAddress: 3, inAll: 5, newMs: 0, ...rules }, () => now);
    return { line, come: (name: string, address: string) => line.enter(name, address, name) };
  };

  it('may be as many as the rules say; the newest of one too many sends the oldest of its address away', () => {
    const { line, come } = begin();
    for (const name of ['other', 'a', 'b', 'c']) expect(come(name, name === 'other' ? 'B' : 'A')).toEqual([]);
    expect(come('d', 'A')).toEqual(['a']);
    expect(line.connections()).toEqual(['other', 'b', 'c', 'd']);
  });

  it('spare those that are being answered', () => {
    const { line, come } = begin();
    for (const name of ['a', 'b', 'c']) come(name, 'A');
    line.answering('a', 1);
    line.answering('a', 1);
    line.answering('a', -1);
    expect(come('d', 'A')).toEqual(['b']);
    line.answering('a', -1);
    expect(come('e', 'A')).toEqual(['a']);
  });

  it('refuse the newcomer where all others are being answered', () => {
    const { line, come } = begin();
    for (const name of ['a', 'b', 'c']) {
      come(name, 'A');
      line.answering(name, 1);
    }
    expect(come('d', 'A')).toEqual(['d']);
    expect(line.size).toBe(3);
  });

  it('are bounded over all addresses too: the oldest of all goes', () => {
    const { come } = begin();
    for (const name of ['a', 'b', 'c', 'd', 'e']) expect(come(name, name)).toEqual([]);
    expect(come('f', 'f')).toEqual(['a']);
  });

  it('may be any number of one address while they are new, up to the bound of all; the rest goes with the first newcomer after', () => {
    const { line, come } = begin({ inAll: 10, newMs: 1_000 });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) expect(come(name, 'A')).toEqual([]);
    now = 1_000;
    expect(come('g', 'A')).toEqual(['a', 'b', 'c', 'd']);
    expect(line.size).toBe(3);
  });

  it('take the place of one that came from the same port, whose end is heard of later', () => {
    const { line } = begin();
    line.enter('port', 'A', 'old');
    line.enter('other', 'A', 'other');
    line.enter('port', 'A', 'new');
    line.leave('port', 'old');
    expect(line.connections()).toEqual(['other', 'new']);
    line.leave('port', 'new');
    expect(line.connections()).toEqual(['other']);
  });

  it('do not count any more once they are gone', () => {
    const { line, come } = begin();
    for (const name of ['a', 'b', 'c']) come(name, 'A');
    line.leave('a');
    line.leave('a');
    expect(come('d', 'A')).toEqual([]);
    for (const name of ['b', 'c', 'd']) line.leave(name);
    line.answering('b', -1);
    expect(line.size).toBe(0);
  });
});
