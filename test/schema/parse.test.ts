import { describe, expect, it } from 'vitest';
import type { GameDescriptor } from '../../protocol/descriptor.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { roomView } from '../../protocol/room-view.ts';
import { parseDescriptor, parseSchema } from '../../protocol/schema/parse.ts';
import { type Schema, s } from '../../protocol/schema/schema.ts';

const detailOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    return (error as ProtocolError).detail;
  }
  throw new Error('nothing was refused');
};

const nested = (levels: number): Schema => (levels === 1 ? s.bool() : s.struct({ a: nested(levels - 1) }));
const int = (rest: object): unknown => ({ k: 'int', min: 0, max: 9, ...rest });
const fixed = (rest: object): unknown => ({ k: 'fixed', min: 0, max: 1, step: 0.1, ...rest });
const list = (rest: object): unknown => ({ k: 'list', item: s.bool(), max: 3, ...rest });
const struct = (fields: object): unknown => ({ k: 'struct', fields });

describe('S.14 a schema as JSON', () => {
  it('of the room passes as it is', () => {
    expect(parseSchema(JSON.parse(JSON.stringify(roomView)))).toEqual(roomView);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /^schema is null, not an object/],
    ['a list', [], /^schema is a list, not an object/],
    ['no kind', {}, /^schema\.k is undefined, not one of int/],
    ['a kind of Object', { k: 'constructor' }, /^schema\.k is "constructor"/],
    ['a kind of a newer version', { k: 'vector' }, /^schema\.k is "vector"/],
    ['a property nobody reads', int({ far: 3 }), /^schema has "far", which is none of k, min, max, near/],
    ['a text for a number', int({ min: '0' }), /^schema\.min is "0", not an integer/],
    ['an unsafe integer', int({ max: 2 ** 53 }), /^schema\.max/],
    ['max under min', int({ min: 10 }), /^schema\.max is 9, not an integer of 10\.\./],
    ['over 2^32 values', int({ max: 2 ** 32 }), /^schema\.max/],
    ['near below 0', int({ near: -1 }), /^schema\.near/],
    ['near over its bound', int({ near: 32_768 }), /^schema\.near/],
    ['no step', fixed({ step: 0 }), /^schema\.step is not above 0/],
    ['broken steps', fixed({ step: 0.3 }), /not a whole number of steps of 0\.3/],
    ['too many steps', fixed({ step: 1e-12 }), /steps/],
    ['endless numbers', fixed({ max: Number.POSITIVE_INFINITY }), /^schema\.max is Infinity/],
    ['no words', { k: 'oneOf', of: [] }, /^schema\.of has 0 items, not 1\.\.256/],
    ['a word twice', { k: 'oneOf', of: ['a', 'a'] }, /has a word twice/],
    ['a long word', { k: 'oneOf', of: ['ä'.repeat(17)] }, /^schema\.of\[0\] is over 32 bytes/],
    ['a text without room', { k: 'text', max: 0 }, /^schema\.max is 0/],
    ['a huge text', { k: 'text', max: 4097 }, /^schema\.max is 4097/],
    ['a huge list', list({ max: 65_536 }), /^schema\.max is 65536/],
    ['items of no bits', list({ item: int({ max: 0 }) }), /^schema\.item has only one value/],
    ['a bad item', list({ item: 7 }), /^schema\.item is 7, not an object/],
    ['a field of a bad name', struct({ 'a b': s.bool() }), /^schema\.fields is "a b"/],
    ['__proto__', JSON.parse('{"k":"struct","fields":{"__proto__":{"k":"bool"}}}'), /"__proto__"/],
    [
      'too many fields',
      struct(Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`f${i}`, s.bool()]))),
      /^schema has 65 fields, at most 64/,
    ],
    ['a bad field', struct({ a: { k: 'optional', of: 3 } }), /^schema\.a\.of is 3/],
    ['an optional of an optional', s.optional(s.optional(s.bool())), /^schema\.of is optional itself/],
    ['13 levels', nested(13), /is nested over 12 levels/],
    ['too large a state', s.list(s.list(s.bool(), 2000), 2000), /allows states of 4002001 values/],
  ])('is refused for %s', (_, schema, why) => {
    expect(detailOf(() => parseSchema(schema))).toMatch(why);
  });

  it.each<[string, Schema]>([
    ['a struct without fields', s.struct({})],
    ['an empty word', s.oneOf('', 'a')],
    ['one word', s.oneOf('a')],
    ['numbers of one value', s.fixed(0.5, 0.5, 0.1)],
  ])('may have %s', (_, schema) => {
    expect(parseSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
  });

  it('may be 12 levels deep', () => {
    expect(parseSchema(nested(12))).toEqual(nested(12));
  });
});

describe('a descriptor as JSON', () => {
  const pong: GameDescriptor = {
    id: 'pong',
    title: 'Pong',
    rules: 'First to seven.',
    seats: { min: 2, max: 2 },
    tickMs: 33,
    away: 'pause',
    controller: {
      orientation: 'portrait',
      controls: [
        { kind: 'stick', label: 'Move', y: 1, max: 100 },
        { kind: 'dpad', label: 'Walk' },
        { kind: 'button', label: 'Serve', button: 0, big: true },
        { kind: 'button', label: 'Menu', button: 9 },
        { kind: 'tilt', label: 'Tilt', x: 2, y: 3 },
        { kind: 'choices', label: 'Answer', from: 'answers', tag: 1 },
        { kind: 'text', label: 'Say', tag: 2, maxBytes: 63, when: [{ from: 'asked', is: 'words' }] },
        { kind: 'stick', label: 'Aim', x: 2, y: 3, second: true },
        { kind: 'slider', label: 'Speed', axis: 1, upright: true },
        { kind: 'swipe', label: 'Turn', tag: 3, ways: 8 },
        { kind: 'hold', label: 'Charge', button: 2, fullMs: 800 },
        { kind: 'card', label: 'Word', from: 'word' },
        { kind: 'shake', label: 'Shake', button: 3 },
        { kind: 'order', label: 'Sort', from: 'answers', tag: 4 },
        { kind: 'draw', label: 'Draw', tag: 5, pens: 4 },
      ],
    },
    shared: s.struct({ ball: s.struct({ x: s.int(0, 999, { near: 15 }) }), answers: s.list(s.text(20), 4) }),
    secret: s.bool(),
  };
  const changed = (change: object): string => JSON.stringify({ ...pong, ...change });
  const controls = (...list: object[]): string =>
    changed({ controller: { orientation: 'any', controls: list } });

  it('comes back as it was, with and without a secret', () => {
    expect(parseDescriptor(JSON.stringify(pong))).toEqual(pong);
    const { secret: _, ...open } = pong;
    expect(parseDescriptor(JSON.stringify(open))).toEqual(open);
  });

  it('may have properties of a newer hub, which are left out', () => {
    expect(parseDescriptor(changed({ music: 'loud' }))).toEqual(pong);
  });

  it('6.4.3 leaves out controls of kinds it does not know, whatever they look like, and names them', () => {
    const wheel = { kind: 'wheel', label: 'x'.repeat(99), spokes: [8] };
    const known = { kind: 'dpad', label: 'Walk' };
    expect(parseDescriptor(controls(wheel, known, { kind: 'constructor' })).controller).toEqual({
      orientation: 'any',
      controls: [known],
      skipped: ['wheel', 'constructor'],
    });
    expect(parseDescriptor(controls(known)).controller).not.toHaveProperty('skipped');
  });

  it('does not take properties of other kinds', () => {
    const [control] = parseDescriptor(controls({ kind: 'dpad', label: '', tag: 3 })).controller.controls;
    expect(control).toEqual({ kind: 'dpad', label: '' });
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /^descriptor is not JSON/],
    ['no object', '[]', /^descriptor is a list/],
    ['its id', changed({ id: 'Pong!' }), /^id is "Pong!"/],
    ['its title', changed({ title: 'x'.repeat(65) }), /^title is over 64 bytes/],
    ['its rules', changed({ rules: 3 }), /^rules is 3, not a text/],
    ['no seats', changed({ seats: undefined }), /^seats is undefined/],
    ['seats the wrong way', changed({ seats: { min: 3, max: 2 } }), /^seats\.max is 2/],
    ['a seat over 1023', changed({ seats: { min: 1, max: 1025 } }), /^seats\.max is 1025/],
    ['its tick', changed({ tickMs: -1 }), /^tickMs is -1/],
    ['its word for away', changed({ away: 'cry' }), /^away is "cry", not one of pause, bot, play/],
    ['its controller', changed({ controller: 1 }), /^controller is 1/],
    ['its orientation', changed({ controller: { orientation: 'up' } }), /^controller\.orientation/],
    ['a control without a kind', controls({ label: '' }), /^controller\.controls\[0\]\.kind is undefined/],
    ['a kind of 33 bytes', controls({ kind: 'w'.repeat(33), label: '' }), /^controller\.controls\[0\]\.kind/],
    [
      'a condition without a word',
      controls({ kind: 'dpad', label: '', when: [{ from: 'kind' }] }),
      /^controller\.controls\[0\]\.when\[0\]\.is/,
    ],
    ['a control without label', controls({ kind: 'dpad' }), /^controller\.controls\[0\]\.label/],
    ['button 17', controls({ kind: 'button', label: '', button: 17 }), /controls\[0\]\.button is 17/],
    ['axis 4', controls({ kind: 'stick', label: '', x: 4 }), /controls\[0\]\.x is 4/],
    ['big', controls({ kind: 'button', label: '', button: 1, big: 1 }), /big is not true or false/],
    ['a text over a move', controls({ kind: 'text', label: '', tag: 0, maxBytes: 64 }), /maxBytes is 64/],
    ['choices from nowhere', controls({ kind: 'choices', label: '', from: '', tag: 0 }), /\.from is ""/],
    [
      'a second stick that is no word',
      controls({ kind: 'stick', label: '', second: 1 }),
      /second is not true/,
    ],
    ['a slider without axis', controls({ kind: 'slider', label: '' }), /controls\[0\]\.axis is undefined/],
    ['a swipe of 6 ways', controls({ kind: 'swipe', label: '', tag: 0, ways: 6 }), /ways is not 4 or 8/],
    ['a hold of no time', controls({ kind: 'hold', label: '', button: 0, fullMs: 0 }), /fullMs is 0/],
    ['a card from nowhere', controls({ kind: 'card', label: '' }), /\.from is undefined/],
    ['a shake of button 17', controls({ kind: 'shake', label: '', button: 17 }), /button is 17/],
    ['an order without tag', controls({ kind: 'order', label: '', from: 'a' }), /tag is undefined/],
    ['a sheet of 9 pens', controls({ kind: 'draw', label: '', tag: 0, pens: 9 }), /pens is 9/],
    ['25 controls', controls(...Array(25).fill({ kind: 'dpad', label: '' })), /has 25 items, not 0\.\.24/],
    ['its shared schema', changed({ shared: undefined }), /^shared is undefined/],
    ['a shared part that is optional', changed({ shared: s.optional(s.bool()) }), /^shared is optional/],
    ['a secret that is optional', changed({ secret: s.optional(s.bool()) }), /^secret is optional/],
    ['its secret schema', changed({ secret: { k: 'list' } }), /^secret\.item is undefined/],
    ['its size', ' '.repeat(32_769), /^descriptor is over 32768 bytes/],
  ])('is refused for %s', (_, json, why) => {
    expect(detailOf(() => parseDescriptor(json))).toMatch(why);
  });
});
