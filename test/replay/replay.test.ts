import { spawnSync } from 'node:child_process';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import { readMatch, readMatchStart } from '../../hub/recording/match-file.ts';
import { MAGIC, MatchFileError, partOf, partsOf, versions } from '../../hub/recording/match-format.ts';
import { MatchRecorder } from '../../hub/recording/match-recorder.ts';
import { Player } from '../../hub/replay/player.ts';
import { playAgain } from '../../hub/replay/timeline.ts';
import { emptyRoom } from '../../hub/room/room-state.ts';
import { pad } from '../../protocol/inputs.ts';
import { gameNamed } from '../hub/support/virtual-hub.ts';
import { bundle } from '../radio/support/bundle.ts';
import { withDir } from '../store/support/kept-hub.ts';
import { recordMatch as record } from './support/record.ts';

/** @returns the path of a match of that game. */
const recordMatch = async (dir: string, game: string): Promise<string> =>
  (await record(dir, gameNamed(game))).path;

const again = async (path: string) => {
  const match = readMatch(await readFile(path));
  return { match, ...playAgain(match, gameNamed(match.start.gameId), games) };
};

describe('a recorded match', () => {
  it('comes out the same to the byte, to its end', () =>
    withDir(async (dir) => {
      const path = await recordMatch(dir, 'pong');
      expect(path).toMatch(/2026-01-01T00-00-00-000Z-pong-1\.match$/);
      const { match, reel, verdict } = await again(path);
      expect(match.ending).toBe('over');
      expect(verdict).toMatchObject({ same: true, states: match.batches.length + 1 });
      expect(verdict.hashes).toBeGreaterThan(Math.floor(match.batches.length / 300));
      expect(reel.at(reel.length - 1).state.result?.size).toBe(2);
      const size = (await readFile(path)).length;
      expect(size / match.batches.length).toBeLessThan(16);
    }));

  it('is not the same any more when one input in it is another', () =>
    withDir(async (dir) => {
      const { match } = await again(await recordMatch(dir, 'arena'));
      const at = match.batches.findIndex(({ events }) => events.some(({ type }) => type === 'input'));
      const batches = match.batches.map((batch, i) =>
        i === at
          ? {
              ...batch,
              events: batch.events.map((event) =>
                event.type === 'input' ? { ...event, input: pad(0, 3, -2) } : event,
              ),
            }
          : batch,
      );
      const { verdict } = playAgain({ ...match, batches }, gameNamed('arena'), games);
      expect(verdict).toMatchObject({ same: false, why: 'the state is another one' });
    }));

  it('whose file ends early, as when the hub died, is shown as far as it goes; one that was changed is refused', () =>
    withDir(async (dir) => {
      const path = await recordMatch(dir, 'pong');
      const whole = await readFile(path);
      await truncate(path, Math.floor(whole.length / 2));
      const { match, verdict } = await again(path);
      expect(match.ending).toBeUndefined();
      expect(verdict.same).toBe(true);
      const changed = new Uint8Array(whole);
      const middle = Math.floor(whole.length / 2);
      changed[middle] = (changed[middle] ?? 0) ^ 1;
      expect(() => readMatch(changed)).toThrow(MatchFileError);
      expect(() => readMatch(new TextEncoder().encode('no match at all'))).toThrow(/no match of Partyline/);
    }));
});

/** The same match as an older hub wrote it. */
const asOlderHub = (file: Uint8Array): Buffer => {
  const { start } = readMatch(file);
  const [first] = partsOf(file, crc32);
  const head = Uint8Array.of(...MAGIC, versions.kept);
  return Buffer.concat([head, partOf('start', serialize(start), crc32), file.subarray(first?.end)]);
};

describe('a match of an older hub, whose start is in the form of Node itself', () => {
  it('is read only from somebody who is trusted', () =>
    withDir(async (dir) => {
      const path = await recordMatch(dir, 'arena');
      const file = await readFile(path);
      const older = asOlderHub(file);
      expect(() => readMatch(older)).toThrow(/If you trust whoever gave it to you, add --trust/);
      expect(readMatch(older, true).start).toEqual(readMatch(file).start);
      expect(readMatchStart(older).start).toEqual(readMatch(file).start);
    }));
});

describe('a game whose state is more than plain data', () => {
  it('costs its record and a sentence, not the match', () =>
    withDir(async (dir) => {
      const said: string[] = [];
      const recorder = new MatchRecorder({
        dir,
        hubName: 'Test hub',
        date: () => 0,
        say: (sentence) => said.push(sentence),
      });
      const game = gameNamed('arena');
      const room = { ...emptyRoom(game, 1), phase: 'playing' as const, match: 1, play: () => undefined };
      recorder.state({ tick: 1, state: room, shared: { room, game: undefined } });
      await recorder.stop();
      expect(said).toEqual([
        expect.stringMatching(/^The match of arena cannot be recorded: its state is not plain data/),
      ]);
      expect(recorder.counters).toEqual({ matchesRecorded: 0, matchesFailed: 1 });
    }));
});

describe('scripts/replay', () => {
  it('proves a match with --verify, and ends with 1 for one that is not what it was', () =>
    withDir(async (dir) => {
      const path = await recordMatch(dir, 'pong');
      const program = await bundle(new URL('../../hub/replay/main.ts', import.meta.url));
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
      const good = run(path, '--verify');
      expect(good.stdout).toMatch(/^Same to the byte: \d+ states, \d+ hashes compared\.\n$/);
      expect(good.status).toBe(0);
      expect(JSON.parse(run(path, '--json').stdout)).toMatchObject({
        game: 'pong',
        players: ['Ada', 'Bob'],
        ending: 'over',
        same: true,
      });
      expect(run(path).stdout).toContain('●');
      const file = await readFile(path);
      const at = file.indexOf(Buffer.from('Ada'));
      file[at] = 0x42;
      await writeFile(path, file);
      expect(run(path, '--verify').status).toBe(1);
      await writeFile(path, asOlderHub(await readFile(await recordMatch(join(dir), 'arena'))));
      expect(run(path, '--verify')).toMatchObject({ status: 1, stderr: expect.stringContaining('--trust') });
      expect(run(path, '--verify', '--trust').status).toBe(0);
      expect(run(join(dir, 'none'), '--verify')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('no such file'),
      });
    }));
});

describe('the player of matches', () => {
  it('goes forward and back, faster and slower, by states and by seconds', () =>
    withDir(async (dir) => {
      const { reel } = await again(await recordMatch(dir, 'pong'));
      const player = new Player(reel, 1);
      player.advance(1_000);
      expect(player.moment.ms).toBe(1_000);
      player.wish('faster');
      player.advance(1_000);
      expect(player.moment.ms).toBeGreaterThan(2_900);
      const { tick } = player.moment;
      player.wish('stepForward');
      expect(player.moment.tick).toBe(tick + 1);
      player.advance(500);
      expect(player.moment.tick).toBe(tick + 1);
      player.wish('stepBack');
      player.wish('stepBack');
      expect(player.moment.tick).toBe(tick - 1);
      player.wish('end');
      expect(player.moment).toEqual(reel.at(reel.length - 1));
      player.wish('toggle');
      expect(player.moment).toEqual(reel.at(0));
    }));
});
