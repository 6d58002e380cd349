// Mistakes 35 and 36, states of another shape after an update, are in test/store/changed-games.test.ts.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import { checkDeclared, checkGame } from '../../hub/games/check/index.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { inTime } from '../../hub/games/testing/in-time.ts';
import { s } from '../../protocol/schema/schema.ts';
import { withDir } from '../store/support/kept-hub.ts';
import { Party, unharmed } from './support/party.ts';
import {
  type Liar,
  LONG,
  liar,
  liarWith,
  type Wrestling,
  wrestling,
  wrestlingWith,
} from './support/wrestling.ts';

const was = wrestling as AnyGame;
const lied = liar as AnyGame;
const ticksOf = (state: unknown): number => (state as Wrestling).ticks;
const viewOf = (state: unknown): object => was.view(state) as object;

/** A class, as somebody who is used to them writes a state. */
class Referee {
  readonly mood = 'calm';
}

interface Mistake {
  readonly no: string;
  readonly what: string;
  readonly game: AnyGame;
  /** What is said of it before anybody plays; undefined for what only shows in a match. */
  readonly check: RegExp | undefined;
  /** What is said in the middle of an evening, if no check had been made; undefined where the evening goes on. */
  readonly live: RegExp | undefined;
}

const mistakes: readonly Mistake[] = [
  {
    no: '1',
    what: 'a view that leaves its range late in the match',
    game: wrestlingWith({ view: (state) => ({ ...viewOf(state), ring: ticksOf(state) > 240 ? 898 : 950 }) }),
    check: undefined,
    live: /what it shows does not fit its schema in tick \d+: game\.ring is 898, not an integer of 900\.\.1000/,
  },
  {
    no: '2',
    what: 'a fraction in s.int',
    game: wrestlingWith({ view: (state) => ({ ...viewOf(state), ring: 1000 - ticksOf(state) / 8 }) }),
    check: /game\.ring is \d+\.\d+, not an integer/,
    live: /game\.ring is \d+\.\d+, not an integer/,
  },
  {
    no: '3',
    what: 'a view that forgets a field',
    game: wrestlingWith({ view: () => ({ phase: 'fight', ring: 1000 }) }),
    check: /game\.wrestlers is undefined, not a Map/,
    live: /what it shows does not fit its schema: game\.wrestlers is undefined, not a Map/,
  },
  {
    no: '4',
    what: 'a state that is changed in place',
    game: wrestlingWith({
      reduce: (state, events) => {
        (state as { ticks: number }).ticks += 1;
        return was.reduce(state, events.slice(0, -1));
      },
    }),
    check: /reduce failed.*(mistakes\.test\.ts:\d+).*read only/,
    live: undefined,
  },
  {
    no: '5',
    what: 'reduce that throws',
    game: wrestlingWith({
      reduce: (state, events) => {
        if (events.some((e) => e.type === 'input' && e.input.kind === 'pad' && e.input.buttons > 0))
          throw new TypeError('a throw of a wrestler');
        return was.reduce(state, events);
      },
    }),
    check: /reduce failed.*a throw of a wrestler/,
    live: /reduce failed with "input" of seat \d in tick \d+ \(test\/games\/mistakes\.test\.ts:\d+\): a throw of a wrestler/,
  },
  {
    no: '7',
    what: 'Math.random',
    game: wrestlingWith({ reduce: (state) => ({ ...(state as object), luck: Math.random() }) }),
    check: /is there chance \(Math\.random\) or a clock \(Date\)/,
    live: undefined,
  },
  {
    no: '8',
    what: 'Date.now',
    game: wrestlingWith({
      reduce: (state, events) => ({ ...(was.reduce(state, events) as object), at: performance.now() }),
    }),
    check: /is there chance \(Math\.random\) or a clock \(Date\)/,
    live: undefined,
  },
  {
    no: '9',
    what: 'no bot where one is needed',
    game: ((): AnyGame => {
      const { bot: _, ...rest } = was;
      return rest;
    })(),
    check: /away: 'bot' needs a bot/,
    live: undefined,
  },
  {
    no: '9b',
    what: 'a bot that would never be asked, as there are no ticks',
    game: wrestlingWith({ meta: { ...was.meta, tickMs: 0 } }),
    check: /away: 'bot' needs a tickMs above 0/,
    live: undefined,
  },
  {
    no: '10',
    what: 'seats.min above seats.max',
    game: wrestlingWith({ meta: { ...was.meta, seats: { min: 9, max: 8 } } }),
    check: /seats\.max/,
    live: /cannot read the game Wrestling \(wrestling\): seats\.max/,
  },
  {
    no: '11',
    what: 's.seats for fewer than there are seats',
    game: wrestlingWith({
      shared: s.struct({
        phase: s.oneOf('fight', 'over'),
        ring: s.int(900, 1000),
        wrestlers: s.seats(s.struct({ x: s.int(0, 999), down: s.bool() }), 3),
      }),
    }),
    check: /game\.wrestlers has the key 3, not an integer of 0\.\.2/,
    live: /game\.wrestlers has the key 3, not an integer of 0\.\.2/,
  },
  {
    no: '12',
    what: 'a kind of control that there is not',
    game: wrestlingWith({
      controller: { orientation: 'any', controls: [{ kind: 'wheel', label: 'Turn' } as never] },
    }),
    check: /there is no kind "wheel" \(there are: stick, dpad,/,
    // Pages leave the control out and say so (test/schema/parse.test.ts).
    live: undefined,
  },
  {
    no: '14',
    what: 'a function in the state',
    game: wrestlingWith({ setup: (start) => ({ ...(was.setup(start) as object), rule: () => 1 }) }),
    check: /its state is not plain data: state\.rule is a function/,
    live: /its state is not plain data: .* could not be cloned/,
  },
  {
    no: '15',
    what: 'an instance of a class in the state',
    game: wrestlingWith({ setup: (start) => ({ ...(was.setup(start) as object), referee: new Referee() }) }),
    check: /state\.referee is a Referee; a state is plain data/,
    live: undefined,
  },
  {
    no: '17',
    what: 'a field that is called my_ring',
    game: wrestlingWith({ shared: s.struct({ my_ring: s.int(0, 1) }), view: () => ({ my_ring: 1 }) }),
    check: /shared\.fields.*my_ring/,
    live: /shared\.fields.*my_ring/,
  },
  {
    no: '18',
    what: 'the id Sumo',
    game: wrestlingWith({ meta: { ...was.meta, id: 'Sumo' } }),
    check: /the id "Sumo" is not 1 to 24 lower case letters and digits/,
    live: /cannot read the game Wrestling \(Sumo\): id/,
  },
  {
    no: '19',
    what: 'a label of 40 bytes',
    game: wrestlingWith({
      controller: { orientation: 'any', controls: [{ kind: 'button', label: 'x'.repeat(40), button: 0 }] },
    }),
    check: /controller\.controls\[0\]\.label/,
    live: /cannot read the game Wrestling \(wrestling\): controller\.controls\[0\]\.label/,
  },
  {
    no: '20',
    what: 'a state of over 64 KiB',
    game: wrestlingWith({
      shared: s.struct({ lines: s.list(s.text(4_000), 40) }),
      view: () => ({ lines: Array.from({ length: 20 }, () => 'x'.repeat(4_000)) }),
    }),
    check: /a whole state has \d+ bytes, at most 16384/,
    live: /a whole state has 80031 bytes, at most 32767/,
  },
  {
    no: '21',
    what: 'a state that grows for ever',
    game: wrestlingWith({
      reduce: (state, events) => {
        const { log = [] } = state as { log?: number[] };
        const next = was.reduce(state, events) as object;
        return { ...next, log: [...log, ...Array.from({ length: 6_000 }, (_, i) => i)].slice(-400_000) };
      },
    }),
    check: /a state of \d+ values is too large \(at most \d+\): does it grow for ever\?/,
    live: undefined,
  },
  {
    no: '22',
    what: 'NaN in the view',
    game: wrestlingWith({
      view: (state) => ({ ...viewOf(state), ring: ticksOf(state) > 9 ? Number.NaN : 950 }),
    }),
    check: /game\.ring is NaN/,
    live: /game\.ring is NaN/,
  },
  {
    no: '23',
    what: 'a bot with a fraction for an axis',
    game: wrestlingWith({ bot: () => ({ kind: 'pad', buttons: 0, axes: [0.5, 0, 0, 0] }) }),
    check: /bot failed for seat 0/,
    live: /bot failed for seat 3 in tick \d+/,
  },
  {
    no: '24',
    what: 'a view that throws',
    game: wrestlingWith({
      view: (state) => {
        if (ticksOf(state) > 20) throw new Error('no view');
        return was.view(state);
      },
    }),
    check: /view failed.*mistakes\.test\.ts:\d+\): no view/,
    live: /view failed in tick \d+ \(.*mistakes\.test\.ts:\d+\): no view/,
  },
  {
    no: '25',
    what: 'setup that throws for no seats',
    game: wrestlingWith({
      setup: (start) => {
        if (start.seats.length === 0) throw new Error('who plays?');
        return was.setup(start);
      },
    }),
    check: /setup failed.*who plays\?/,
    live: /setup failed.*who plays\?/,
  },
  {
    no: '27',
    what: 'a control that waits for a field that is not there',
    game: liarWith({
      controller: {
        orientation: 'any',
        controls: [{ kind: 'dpad', label: 'Go', when: [{ from: 'fase', is: 'write' }] }],
      },
    }),
    check: /controls\[0\]\.when names the field "fase", which shared does not have \(it has: phase, clues\)/,
    live: undefined,
  },
  {
    no: '27b',
    what: 'a control that waits for a word that never comes',
    game: liarWith({
      controller: {
        orientation: 'any',
        controls: [{ kind: 'dpad', label: 'Go', when: [{ from: 'phase', is: 'wirte' }] }],
      },
    }),
    check: /waits until phase is "wirte", which it never is \(it is one of: write, vote\)/,
    live: undefined,
  },
  {
    no: '28',
    what: 'choices from a field that is not there',
    game: liarWith({
      controller: {
        orientation: 'any',
        controls: [{ kind: 'choices', label: 'Who?', from: 'answers', tag: 1 }],
      },
    }),
    check: /controls\[0\]\.from names the field "answers", which shared does not have/,
    live: undefined,
  },
  {
    no: '29',
    what: 'a view in which every secret can be read',
    game: liarWith({
      shared: s.struct({ phase: s.oneOf('write', 'vote'), clues: s.list(s.text(40), 8), word: s.text(12) }),
      view: (state) => ({ ...(lied.view(state) as object), word: (state as Liar).word }),
    }),
    check: /all secrets can be read in what everybody sees/,
    live: undefined,
  },
  {
    no: '30',
    what: 'secretOf without a schema of secrets',
    game: ((): AnyGame => {
      const { secret: _, ...rest } = lied;
      return rest;
    })(),
    check: /it has secretOf but no schema of secrets/,
    live: undefined,
  },
  {
    no: '31',
    what: 'a secret that is longer than its text',
    game: liarWith({ secretOf: () => ({ word: 'x'.repeat(30) }) }),
    check: /secret\.word is a text of 30 bytes, at most 12/,
    live: /what it shows does not fit its schema in tick \d+: secret\.word is a text of 30 bytes, at most 12/,
  },
  {
    no: '32',
    what: 'a bot that throws',
    game: wrestlingWith({
      bot: () => {
        throw new Error('a bot in doubt');
      },
    }),
    check: /bot failed for seat 0.*a bot in doubt/,
    live: /bot failed for seat 3 in tick \d+ \(.*mistakes\.test\.ts:\d+\): a bot in doubt/,
  },
  {
    no: '33',
    what: 'a result that never comes',
    game: wrestlingWith({ result: () => undefined }),
    // The suite of all games asks for an end (every-game.test.ts); in a room the host ends it.
    check: undefined,
    live: undefined,
  },
  {
    no: '34',
    what: 'a result in thirds',
    game: wrestlingWith({
      result: (state) => (ticksOf(state) < LONG ? undefined : new Map([[1, 1 / 3]])),
    }),
    check: undefined,
    live: /result failed in tick \d+ .*the result of seat 1 is 0\.3+, not a whole number/,
  },
];

describe('the games that mistakes are tried on', () => {
  it.each([was, lied])('have none themselves: $meta.id', (game) => {
    expect(checkGame(game)).toBeUndefined();
    const party = new Party(game).evening();
    expect(party.said).toEqual([]);
    expect(party.goesOn()).toEqual(unharmed);
  });
});

describe.each(mistakes)('mistake $no: $what', ({ game, check, live }) => {
  it(check ? 'is found before anybody plays' : 'is found by no check', () => {
    const found = checkGame(game);
    if (check) expect(found).toMatch(check);
    else expect(found).toBeUndefined();
  });

  it(`costs ${live ? 'its match alone' : 'nobody anything'} where no check was made`, () => {
    const party = new Party(game).evening();
    const id = game.meta.id;
    if (live) {
      expect(party.said).toEqual([expect.stringMatching(live)]);
    } else expect(party.said).toEqual([]);
    if (live && party.state.aside.has(id)) {
      if (party.state.game.meta.id === id) {
        // In its lobby, all seated, and it cannot be started again.
        expect(party.state.phase).toBe('lobby');
        expect([...party.state.members.values()].every(({ seat }) => seat !== undefined)).toBe(true);
        party.command('start');
        expect(party.state.phase).toBe('lobby');
      } else {
        // It could not even show its lobby, and cannot be chosen.
        party.command('end');
        party.command('game', id);
        expect(party.state.game.meta.id).not.toBe(id);
      }
    }
    expect(party.goesOn()).toEqual(unharmed);
  });
});

describe('mistake 13: an id that exists', () => {
  it('leaves out the later game, with a sentence, and nothing of the other', () => {
    const second = wrestlingWith({ meta: { ...was.meta, id: 'pong' } });
    const checked = checkDeclared([...games.values(), second]);
    expect(checked.games.get('pong')).toBe(games.get('pong'));
    expect(checked.problems).toEqual([
      {
        id: 'pong',
        words: 'The game "Wrestling" (pong) is left out: the id is taken by "Pong"; choose another.',
      },
    ]);
  });
});

describe('mistake 19b: a game that phones cannot read, chosen in the middle of an evening', () => {
  it('is said in words by the phones, once by the hub, and the host can choose again', () => {
    const bad = mistakes.find(({ no }) => no === '19')?.game ?? was;
    const party = new Party(games.get('arena') as AnyGame, {
      catalogue: new Map([...games, [bad.meta.id, bad]]),
    });
    party.command('game', bad.meta.id);
    expect(party.state.game.meta.id).toBe(bad.meta.id);
    expect(party.said).toEqual([expect.stringContaining('cannot read the game Wrestling')]);
    party.loseOne();
    expect(party.goesOn()).toEqual(unharmed);
  });
});

describe('mistake 6: a loop that never ends', () => {
  const hanging = wrestlingWith({
    reduce: (state) => {
      for (let i = 0; ; i += 1) if (i < 0) return state;
    },
  });

  it('fails the tests of that game by name, and they end', () => {
    expect(() => inTime('wrestling', 200, () => checkGame(hanging))).toThrow(
      'wrestling did not end within 200 ms: is there a loop in it that never ends?',
    );
  });

  // The loop itself is ended from outside of the hub's thread; what it leaves behind is read here.
  it('costs a start: the hub that comes back begins with another game, and says why', () => {
    const words = 'wrestling has a bug: the hub hung in tick 9 and had to be ended.';
    const party = new Party(hanging, { aside: new Map([['wrestling', words]]) });
    expect(party.state.game.meta.id).toBe('pong');
    party.command('game', 'wrestling');
    expect(party.state.game.meta.id).toBe('pong');
    party.loseOne();
    expect(party.goesOn()).toEqual(unharmed);
  });
});

describe('mistakes 7, 8 and 16: chance, clocks and sines in the folder of a game', () => {
  const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  /** What the linter says of a file of a game, with the rules of this repository. */
  const lint = (code: string): Promise<string> =>
    withDir(async (dir) => {
      await mkdir(join(dir, 'hub/games/wrestling'), { recursive: true });
      for (const name of ['biome.json', 'hub/games/pure.grit']) await cp(file(name), join(dir, name));
      await writeFile(join(dir, 'hub/games/wrestling/game.ts'), code);
      const args = ['lint', '--vcs-enabled=false', '--vcs-use-ignore-file=false', 'hub'];
      const { stdout, stderr } = spawnSync(file('node_modules/.bin/biome'), args, {
        encoding: 'utf8',
        cwd: dir,
      });
      return (stdout + stderr).replace(/\s+/g, ' ');
    });

  it.each([
    ['Math.random()', 'A game takes chance from roll of partyline/game alone'],
    ['Date.now()', 'A game knows no time but its ticks'],
    ['performance.now()', 'A game knows no time but its ticks'],
    ['Math.sin(2)', 'This need not give the same result on every machine'],
    ['Math.pow(2, 0.5)', 'This need not give the same result on every machine'],
  ])('%s is refused by the linter, with what to use instead', async (code, words) => {
    expect(await lint(`export const x = (): number => ${code};\n`)).toContain(words);
  });

  it('what is the same everywhere is not', async () => {
    const code = 'export const x = (y: number): number => Math.sqrt(Math.max(y, 2));\n';
    expect(await lint(code)).toMatch(/Checked 2 files in .* No fixes applied/);
  });
});

describe('mistake 26: an error of syntax', () => {
  it('ends the build with the file and the line', async () => {
    const build = transform('export const game = {\n  meta: {,\n};\n', {
      loader: 'ts',
      sourcefile: 'hub/games/wrestling/game.ts',
      logLevel: 'silent',
    });
    await expect(build).rejects.toThrow(/hub\/games\/wrestling\/game\.ts:2:/);
  });
});
