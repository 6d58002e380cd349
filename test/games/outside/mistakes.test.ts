import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { games as house } from '../../../hub/games/catalogue.ts';
import { bundleRules } from '../../../hub/games/outside/bundle.ts';
import { loadOutside, openBundle } from '../../../hub/games/outside/load.ts';
import { Party, unharmed } from '../support/party.ts';
import { type Patch, sumoWith, withFolder } from './support/folders.ts';

interface Mistake {
  readonly what: string;
  readonly patches: readonly Patch[];
  /** Why it is left out, before anybody plays; undefined where only a match shows it. */
  readonly check: RegExp | undefined;
  /** What is said where it was played unchecked; undefined where the evening goes on. */
  readonly live: RegExp | undefined;
}

const BODY = 'events.reduce(';
const then = (statement: string): readonly Patch[] => [
  [BODY, `(() => { ${statement} })() ?? events.reduce(`],
];
const VIEW = 'view: ({ ticks, wrestlers }) => (';
const BOT = 'bot: (_, random01) => ';
const forEver = 'for (let i = 0; i >= 0; i += 0) {}';
const noAnswer = 'it did not come back within (1000|250) ms and was stopped: is there a loop that never ends';

const mistakes: readonly Mistake[] = [
  {
    what: 'an endless loop in reduce',
    patches: then(forEver),
    check: RegExp(`reduce failed: ${noAnswer}`),
    live: RegExp(`reduce failed in tick \\d+: ${noAnswer}`),
  },
  {
    what: 'an endless loop in view',
    patches: [[VIEW, `view: ({ ticks, wrestlers }) => ((() => { if (ticks > 4) ${forEver} })(), `]],
    check: RegExp(`view failed: ${noAnswer}`),
    live: RegExp(`view failed in tick \\d+: ${noAnswer}`),
  },
  {
    what: 'an endless loop in bot',
    patches: [[BOT, `${BOT}(() => { ${forEver} })() ?? `]],
    check: RegExp(`bot failed for seat 0: ${noAnswer}`),
    live: RegExp(`bot failed for seat 3 in tick \\d+: ${noAnswer}`),
  },
  {
    what: 'a throw',
    patches: then("if (state.ticks === 7) throw new Error('seven is bad luck');"),
    check: /reduce failed with "[^"]+".* \(.*sumo\/game\.ts:\d+\): seven is bad luck/,
    live: /reduce failed with "tick" in tick \d+ \(.*sumo\/game\.ts:\d+\): seven is bad luck/,
  },
  {
    what: 'a state that is changed in place',
    patches: then('(state as { ticks: number }).ticks += 0;'),
    check: /reduce failed .*\(.*sumo\/game\.ts:\d+\): .*read only property 'ticks'/,
    live: /read only property 'ticks'/,
  },
  {
    what: 'a map that is changed in place',
    patches: then('(state.wrestlers as Map<number, object>).delete(99);'),
    check: /\(.*sumo\/game\.ts:\d+\): a state was changed in place: make a new one/,
    live: /a state was changed in place/,
  },
  {
    what: 'numbers that drift from machine to machine',
    patches: then('Math.sin(state.ticks);'),
    check:
      /\(.*sumo\/game\.ts:\d+\): Math\.sin is not for rules: it need not give the same on every machine; use whole numbers/,
    live: /Math\.sin is not for rules/,
  },
  {
    what: 'a clock',
    patches: then('Date.now();'),
    check: /\(.*sumo\/game\.ts:\d+\): Date.now is not for rules: count ticks \(tickMs\) instead/,
    live: /Date.now is not for rules/,
  },
  {
    what: 'a new Date',
    patches: then('new Date();'),
    check: /Date is not for rules: count ticks \(tickMs\) instead/,
    live: /Date is not for rules/,
  },
  {
    what: 'chance',
    patches: then('Math.random();'),
    check:
      /\(.*sumo\/game\.ts:\d+\): Math\.random is not for rules: take roll\(\) and the random of setup from 'partyline\/game' instead/,
    live: /Math\.random is not for rules/,
  },
  {
    what: 'something remembered outside of the state',
    patches: [
      ['export default', 'let calls = 0;\nexport default'],
      [BODY, '(() => { calls += 1; })() ?? events.reduce('],
      [VIEW, 'view: ({ ticks, wrestlers }) => (calls, '],
      ['ticks: Math.min(LONG, now.ticks + 1)', 'ticks: Math.min(LONG, now.ticks + 1 + (calls % 2))'],
    ],
    check: /made two different matches|goes on in another way/,
    live: undefined,
  },
  {
    what: 'a secret in the view',
    patches: [
      ['secret: s.struct({ lucky: s.int(0, 99) })', 'secret: s.struct({ word: s.text(12) })'],
      [
        'lucky: wrestlers.has(seat) ? (seat * 7 + ticks) % 100 : 0,',
        'word: String(1000 + random.seed % 9000),',
      ],
      ['secretOf: ({ ticks, wrestlers }, seat)', 'secretOf: ({ random })'],
      ['shared: s.struct({', 'shared: s.struct({\n word: s.text(12),'],
      [
        'view: ({ ticks, wrestlers }) => ({',
        'view: ({ ticks, wrestlers, random }) => ({ word: String(1000 + random.seed % 9000),',
      ],
    ],
    check: /all secrets can be read in what everybody sees: the view must leave them out/,
    live: undefined,
  },
  {
    what: 'a state of 5 MB',
    patches: [['    random,\n  }),', "    random,\n    notes: 'x'.repeat(5_000_000),\n  }),"]],
    check: /its state is not plain data: state is over 1500 kB: does it grow for ever\?/,
    live: /its state is not plain data: state is over 1500 kB/,
  },
  {
    what: 'a view that leaves its schema',
    patches: [['left: LONG - ticks', 'left: LONG + 5 - ticks']],
    check: /what it shows does not fit its schema: game\.left is 105, not an integer of 0\.\.100/,
    live: /game\.left is 105, not an integer of 0\.\.100/,
  },
  {
    what: 'a missing bot',
    patches: [[BOT, 'robot: (_: unknown, random01: () => number) => ']],
    check: /away: 'bot' needs a bot/,
    live: undefined,
  },
  {
    what: 'a control that there is not',
    patches: [["kind: 'stick'", "kind: 'wheel'"]],
    check: /there is no kind "wheel" \(there are: .*stick/,
    live: undefined,
  },
  {
    what: 'a class in the state',
    patches: [
      ['export default', 'class Referee { mood = 1; }\nexport default'],
      ['    random,\n  }),', '    random,\n    referee: new Referee(),\n  }),'],
    ],
    check: /state\.referee is a Referee; it must be plain data/,
    live: /state\.referee is a Referee/,
  },
  {
    what: 'rules that answer later',
    patches: [['setup: ({ seats, random }): Sumo => ({', 'setup: async ({ seats, random }) => ({']],
    check: /setup failed.*: it gave a Promise: rules answer at once, take async away/,
    live: /setup failed.*: it gave a Promise: rules answer at once, take async away/,
  },
  {
    what: 'a result that is no number',
    patches: [['new Map([...wrestlers].map(([seat, { x }]) => [seat, x]))', 'new Map([[0, 1 / 3]])']],
    check: undefined,
    live: /result failed in tick \d+: the result of seat 0 is 0\.3+, not a whole number/,
  },
];

describe.each(mistakes)('$what', ({ patches, check, live }) => {
  it(check ? 'is found before anybody plays' : 'is found by no check', () =>
    withFolder(async (dir) => {
      await sumoWith(dir, patches);
      const found = await loadOutside([{ dir, isAsked: true }], house);
      try {
        const words = found.problems.map((one) => one.words);
        if (check) expect(words).toEqual([expect.stringMatching(check)]);
        else expect(words).toEqual([]);
      } finally {
        found.stop();
      }
    }),
  );

  it(`costs ${live ? 'its match alone' : 'nobody anything'} where no check was made`, () =>
    withFolder(async (dir) => {
      const { game, isolate } = openBundle(await bundleRules(await sumoWith(dir, patches)));
      try {
        const party = new Party(game).evening();
        if (live) expect(party.said).toEqual([expect.stringMatching(live)]);
        else expect(party.said.filter((one) => !one.includes('cannot read'))).toEqual([]);
        expect(party.goesOn()).toEqual(unharmed);
      } finally {
        isolate.end();
      }
    }));
});

describe('a folder that makes no game', () => {
  const left = (
    patches: readonly Patch[],
    more?: (folder: string) => Promise<void>,
  ): Promise<readonly string[]> =>
    withFolder(async (dir) => {
      await more?.(await sumoWith(dir, patches));
      if (!more) await sumoWith(dir, patches);
      const found = await loadOutside([{ dir, isAsked: true }], house);
      found.stop();
      return found.problems.map(({ words }) => words);
    });

  it('says where its code cannot be read', async () => {
    expect(await left([['setup: ({', 'setup: ({{']])).toEqual([
      expect.stringMatching(/^The game "sumo" \(sumo\) is left out: sumo\/game\.ts:\d+: Expected/),
    ]);
  });

  it('says which import is not for rules', async () => {
    const from = "from 'partyline/game';\n";
    expect(await left([[from, `${from}import 'node:fs';\n`]])).toEqual([
      expect.stringMatching(
        /sumo\/game\.ts:2: imports "node:fs": rules import "partyline\/game" and files of their own folder/,
      ),
    ]);
    expect(await left([[from, `${from}import '../../../../hub/hub.ts';\n`]])).toEqual([
      expect.stringMatching(/sumo\/game\.ts:2: (imports|Could not resolve) "/),
    ]);
  });

  it('says that it exports no game', async () => {
    expect(await left([['export default', 'export const sumo =']])).toEqual([
      expect.stringMatching(/sumo\/game\.ts: game\.ts must say: export default defineGame/),
    ]);
  });

  it('says which part of its meta is wrong', async () => {
    expect(await left([['tickMs: 50', "tickMs: 'fast'"]])).toEqual([
      expect.stringMatching(/sumo\/game\.ts: meta\.tickMs: .*expected/),
    ]);
  });

  it('says where it fails as it is loaded, or that it never is', async () => {
    expect(
      await left([['const LONG', "if (s !== undefined) throw new Error('not today');\nconst LONG"]]),
    ).toEqual([expect.stringMatching(/sumo\/game\.ts:\d+: not today/)]);
    expect(await left([['const LONG', `${forEver}\nconst LONG`]])).toEqual([
      expect.stringMatching(RegExp(noAnswer)),
    ]);
  });

  it('says that it is made for a newer hub, or that its package.json is none', async () => {
    const pack = (text: string) => (folder: string) => writeFile(join(folder, 'package.json'), text);
    expect(await left([], pack('{"partyline": {"api": 2}}'))).toEqual([
      expect.stringMatching(/made for a newer Partyline/),
    ]);
    expect(await left([], pack('{'))).toEqual([
      expect.stringMatching(/sumo\/package\.json is not what npm reads/),
    ]);
  });

  it('is left out where its id is taken, by the house or by another', () =>
    withFolder(async (dir) => {
      await sumoWith(dir, [["id: 'sumo'", "id: 'pong'"]], 'a');
      await sumoWith(dir, [], 'b');
      await sumoWith(dir, [["title: 'Sumo'", "title: 'Wrestling'"]], 'c');
      const found = await loadOutside([{ dir, isAsked: true }], house);
      found.stop();
      expect(found.games.map(({ meta }) => meta.title)).toEqual(['Sumo']);
      expect(found.problems).toEqual([
        {
          id: 'pong',
          title: 'Sumo',
          words: 'The game "Sumo" (pong) is left out: the id is taken by "Pong"; choose another.',
        },
        {
          id: 'sumo',
          title: 'Wrestling',
          words: 'The game "Wrestling" (sumo) is left out: the id is taken by "Sumo"; choose another.',
        },
      ]);
    }));
});
