import { readFile } from 'node:fs/promises';
import { emitKeypressEvents } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { createLogUpdate } from 'log-update';
import { games } from '../games/catalogue.ts';
import { MatchFileError, type RecordedMatch, readMatch } from '../recording/match-file.ts';
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
  home: 'begin',
  end: 'end',
};

const speedOf = (words: string): number => {
  const speed = Number(words);
  if (!(speed > 0 && speed <= 100)) throw new InvalidArgumentError('It must be a number above 0, up to 100.');
  return speed;
};

const show = ({ moments }: Timeline, speed: number): Promise<void> =>
  new Promise((resolve) => {
    const player = new Player(moments, speed);
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

const summary = (match: RecordedMatch, { moments, verdict }: Timeline) => ({
  game: match.start.gameId,
  hub: match.start.hubName,
  date: new Date(match.start.at).toISOString(),
  players: [...match.start.room.members.values()]
    .filter(({ seat }) => seat !== undefined)
    .map(({ name }) => name),
  seconds: Math.round((moments.at(-1)?.ms ?? 0) / 100) / 10,
  ending: match.ending ?? 'cut off',
  inputs: match.batches.reduce(
    (all, { events }) => all + events.filter(({ type }) => type === 'input').length,
    0,
  ),
  ...verdict,
});

const run = async (): Promise<void> => {
  const command = new Command('replay')
    .description('Shows a recorded match again, or proves that it would come out the same.')
    .argument('<file>', 'a file from the folder matches of --data-dir')
    .option('--speed <times>', 'how fast, 1 as it was', speedOf, 1)
    .option(
      '--verify',
      'only compare every recorded hash; exit code 1 if a state differs or the file is damaged',
    )
    .option('--json', 'one JSON line instead of words')
    .parse();
  const { speed, verify, json } = command.opts<{ speed: number; verify?: true; json?: true }>();
  const match = readMatch(await readFile(command.args[0] ?? ''));
  const game = games.get(match.start.gameId);
  if (!game) throw new MatchFileError(`The match is of the game ${match.start.gameId}, which is not here.`);
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
    const moment = timeline.moments.at(-1);
    if (moment) process.stdout.write(`${screen({ moment, endMs: moment.ms, speed, isPlaying: false })}\n`);
  }
  if (verify && !same) process.exitCode = 1;
};

run().catch((error: unknown) => {
  // A file that is damaged is not proven to be the same either.
  process.exitCode = error instanceof MatchFileError ? 1 : 2;
  const isNoFile = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const words = error instanceof Error ? error.message : String(error);
  if (isNoFile)
    process.stderr.write('There is no such file. Matches are in the folder matches of --data-dir.\n');
  else
    process.stderr.write(
      `${error instanceof MatchFileError || !(error instanceof Error) ? words : error.stack}\n`,
    );
});
