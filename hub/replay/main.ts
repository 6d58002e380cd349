import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { emitKeypressEvents } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { createLogUpdate } from 'log-update';
import { createCatalogue } from '../games/catalogue.ts';
import type { AnyGame } from '../games/game.ts';
import { openOutside } from '../games/outside/index.ts';
import { loadQuestionPacks } from '../question-packs.ts';
import { readMatch } from '../recording/match-file.ts';
import { MatchFileError, type RecordedMatch } from '../recording/match-format.ts';
import { defaultDataDir } from '../store/directory.ts';
import { gameOf, MatchGameError } from './game-of.ts';
import { Player, type Wish } from './player.ts';
import { screen } from './screen.ts';
import { playAgain, type Timeline } from './timeline.ts';

const FRAME_MS = 50;

const wishes: Readonly<Record<string, Wish>> = {
  space: 'toggle',
  left: 'back',
  right: 'forward',
  ',': 'stepBack',
  '.': 'stepForward',
  up: 'faster',
  down: 'slower',
  r: 'reverse',
  home: 'begin',
  end: 'end',
};

const speedOf = (words: string): number => {
  const speed = Number(words);
  if (!(speed > 0 && speed <= 100)) throw new InvalidArgumentError('It must be a number above 0, up to 100.');
  return speed;
};

const show = ({ reel }: Timeline, speed: number): Promise<void> =>
  new Promise((resolve) => {
    const player = new Player(reel, speed);
    const update = createLogUpdate(process.stdout);
    const draw = (): void => {
      const { moment, endMs, isPlaying } = player;
      update(screen({ moment, endMs, isPlaying, speed: player.speed }));
    };
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      player.advance(now - last);
      last = now;
      draw();
    }, FRAME_MS);
    emitKeypressEvents(process.stdin);
    process.stdin.setRawMode(true);
    process.stdin.on('keypress', (text: string | undefined, key: { name?: string; ctrl?: boolean }) => {
      if (key.name === 'q' || (key.ctrl === true && key.name === 'c')) {
        clearInterval(timer);
        update.done();
        process.stdin.setRawMode(false);
        process.stdin.pause();
        return resolve();
      }
      const wish = wishes[key.name ?? ''] ?? wishes[text ?? ''];
      if (wish) player.wish(wish);
      return draw();
    });
    draw();
  });

const summary = (match: RecordedMatch, { reel, verdict }: Timeline) => ({
  game: match.start.gameId,
  hub: match.start.hubName,
  date: new Date(match.start.at).toISOString(),
  players: [...match.start.room.members.values()]
    .filter(({ seat }) => seat !== undefined)
    .map(({ name }) => name),
  seconds: Math.round(reel.endMs / 100) / 10,
  ending: match.ending ?? 'cut off',
  inputs: match.batches.reduce(
    (all, { events }) => all + events.filter(({ type }) => type === 'input').length,
    0,
  ),
  ...verdict,
});

/** Where the hub of that match keeps its own: matches lie in a folder of it. */
const dataDirOf = (file: string): string => {
  const folder = dirname(resolve(file));
  if (basename(folder) === 'matches') return dirname(folder);
  return process.env.PARTYLINE_DATA_DIR || defaultDataDir();
};

const run = async (): Promise<void> => {
  const command = new Command('replay')
    .description('Shows a recorded match again, or proves that it would come out the same.')
    .argument('<file>', 'a file from the folder matches of --data-dir')
    .option('--speed <times>', 'how fast, 1 as it was', speedOf, 1)
    .option(
      '--verify',
      'only compare every recorded hash; exit code 1 if a state differs or the file is damaged',
    )
    .option('--data-dir <dir>', 'whose question packs to use (the one that the match lies in)')
    .option('--games <dir...>', 'folders of games from outside', [])
    .option('--trust', 'read a match of an older hub that somebody else gave to you')
    .option('--json', 'one JSON line instead of words')
    .parse();
  const {
    speed,
    verify,
    json,
    dataDir,
    trust,
    games: folders,
  } = command.opts<{
    games: readonly string[];
    speed: number;
    verify?: true;
    json?: true;
    trust?: true;
    dataDir?: string;
  }>();
  const file = command.args[0] ?? '';
  const match = readMatch(await readFile(file), trust);
  const kept = dataDir ?? dataDirOf(file);
  const { packs, problems } = await loadQuestionPacks(join(kept, 'packs'));
  const house = createCatalogue(packs);
  const outside = await openOutside(folders, join(kept, 'games'), house);
  const games = new Map([...house, ...outside.games.map((one) => [one.meta.id, one] as const)]);
  let game: AnyGame;
  try {
    game = gameOf(match.start, games);
  } catch (error) {
    // A pack that cannot be read may be the one that is missing.
    for (const problem of [...problems, ...outside.problems.map(({ words }) => words)])
      process.stderr.write(`${problem}\n`);
    throw error;
  }
  const timeline = playAgain(match, game, games);
  const { same, states, hashes, differsAt, why } = timeline.verdict;
  const interactive = !verify && !json && process.stdin.isTTY && process.stdout.isTTY;
  if (interactive) return show(timeline, speed);
  if (json) process.stdout.write(`${JSON.stringify(summary(match, timeline))}\n`);
  else if (verify)
    process.stdout.write(
      same
        ? `Same to the byte: ${states} states, ${hashes} hashes compared.\n`
        : `Not the same${differsAt === undefined ? '' : ` from tick ${differsAt} on`}: ${why}.\n`,
    );
  else {
    const moment = timeline.reel.at(timeline.reel.length - 1);
    process.stdout.write(`${screen({ moment, endMs: moment.ms, speed, isPlaying: false })}\n`);
  }
  if (verify && !same) process.exitCode = 1;
};

run().catch((error: unknown) => {
  // A file that is damaged is not proven to be the same either.
  const isOurs = error instanceof MatchFileError || error instanceof MatchGameError;
  process.exitCode = isOurs ? 1 : 2;
  const isNoFile = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const words = error instanceof Error ? error.message : String(error);
  if (isNoFile)
    process.stderr.write('There is no such file. Matches are in the folder matches of --data-dir.\n');
  else process.stderr.write(`${isOurs || !(error instanceof Error) ? words : error.stack}\n`);
});
