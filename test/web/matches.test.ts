import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { request as httpRequest, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../hub/games/catalogue.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { readMatch } from '../../hub/recording/match-file.ts';
import type { MatchInfo } from '../../hub/recording/match-info.ts';
import { listRules } from '../../hub/recording/match-list.ts';
import { Cast } from '../../hub/recording/summary.ts';
import { playAgain } from '../../hub/replay/timeline.ts';
import type { Member } from '../../hub/room/room-state.ts';
import { listen } from '../../hub/transport/listen.ts';
import { matchRoutes } from '../../hub/web/matches.ts';
import { createWebServer, sendText } from '../../hub/web/server.ts';
import { recordMatch } from '../replay/support/record.ts';

const KEY = 'the key of the host';
const asHost = { authorization: `Bearer ${KEY}` };
const catalogue = createCatalogue();
const gameNamed = (id: string): AnyGame => {
  const game = catalogue.get(id);
  if (!game) throw new Error(`no game ${id}`);
  return game;
};

/** A name that a match may have; there is one of that name where nobody may get at it. */
const OUTSIDE = '2026-01-01T00-00-00-000Z-pong-1.match';
let home: string;
let dir: string;
let server: Server;
let port: number;
const known = new Map(catalogue);
const failures: unknown[] = [];

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly json: () => unknown;
}

/** Asks as a program may: the path goes out as it is written here. */
const get = (path: string, headers: Record<string, string> = asHost): Promise<Answer> =>
  new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      resolve({ status: response.statusCode ?? 0, body, json: () => JSON.parse(body.toString()) });
    })
      .on('error', reject)
      .end();
  });
const list = async (): Promise<MatchInfo[]> => (await get('/matches')).json() as MatchInfo[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'partyline-matches-'));
  await recordMatch(home, gameNamed('pong'), { steps: 5 });
  dir = join(home, 'matches');
  const routes = matchRoutes({
    dir,
    hostKey: KEY,
    catalogue: known,
    failed: (error) => failures.push(error),
  });
  server = createWebServer(
    routes,
    (_request, response) => sendText(response, 404, 'nothing\n'),
    (error) => failures.push(error),
  );
  port = await listen(server, { port: 0, host: '127.0.0.1', flag: '--port' });
});
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

describe('the list of matches', () => {
  it('is empty before the first, also where there is no folder', async () => {
    expect(await list()).toEqual([]);
    await mkdir(dir);
    expect(await list()).toEqual([]);
  });

  it('names game, date, length, players and points, the newest first', async () => {
    const pong = await recordMatch(dir, gameNamed('pong'), { at: Date.UTC(2026, 0, 2, 20, 15) });
    const arena = await recordMatch(dir, gameNamed('arena'), { at: Date.UTC(2026, 0, 3), steps: 20 });
    const [newest, oldest, none] = await list();
    expect(none).toBeUndefined();
    expect(newest).toEqual({
      id: basename(arena.path),
      game: 'arena',
      when: '2026-01-03T00:00:00.000Z',
      seconds: expect.closeTo(7, 0),
      ending: 'stopped',
      players: [
        { name: 'Ada', colour: 4, points: null },
        { name: 'Bob', colour: 9, points: null },
      ],
      playerCount: 2,
    });
    const end = [...pong.truth.values()].find(({ phase }) => phase === 'over');
    const points = (seat: number) => end?.result?.get([...end.members.keys()][seat] ?? -1);
    expect(new Map(oldest?.players.map((one) => [one.name, one.points]))).toEqual(
      new Map([
        ['Ada', points(0)],
        ['Bob', points(1)],
      ]),
    );
    expect(oldest).toMatchObject({ ending: 'over', when: '2026-01-02T20:15:00.000Z' });
    expect(oldest?.players[0]?.points).toBe(7);
    const { reel } = playAgain(readMatch(await readFile(pong.path)), gameNamed('pong'), catalogue);
    expect(oldest?.seconds).toBe(Math.round(reel.endMs / 100) / 10);
  });

  it('tells what it can of a match that the hub died in, and of a file that is none', async () => {
    const { path } = await recordMatch(dir, gameNamed('pong'), { at: Date.UTC(2026, 0, 4), steps: 40 });
    await truncate(path, (await readFile(path)).length - 90);
    await writeFile(join(dir, '2026-01-05T00-00-00-000Z-pong-1.match'), 'no match');
    await writeFile(join(dir, 'notes.txt'), 'no match either');
    const [none, died] = await list();
    expect(none).toMatchObject({ game: 'pong', players: [], seconds: null, ending: null });
    expect(died).toMatchObject({ seconds: null, ending: null, playerCount: 2 });
    expect(died?.players.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
    expect(await list()).toHaveLength(4);
  });

  it('names those who played, also if they went home before its end', () => {
    const who = (name: string, seat: number | undefined): Member => ({
      name,
      colour: 3,
      role: 'player',
      status: 'here',
      radio: 'ble',
      seat,
      muted: false,
      plain: false,
      queued: 0,
      trusted: false,
    });
    const cast = new Cast();
    cast.see({
      members: new Map([
        [0, who('Ada', 0)],
        [1, who('Bob', 1)],
        [2, who('Eve', undefined)],
      ]),
    });
    // Bob goes, and Cora gets his number.
    const members = new Map([
      [0, who('Ada', 0)],
      [1, who('Cora', 1)],
    ]);
    cast.see({ members });
    const result = new Map([
      [0, -2],
      [1, 7],
    ]);
    expect(cast.players({ members, result })).toEqual({
      count: 3,
      players: [
        { name: 'Cora', colour: 3, points: 7 },
        { name: 'Ada', colour: 3, points: -2 },
        { name: 'Bob', colour: 3, points: null },
      ],
    });
    expect(cast.players({ members: new Map(), result: undefined }).players.map(({ name }) => name)).toEqual([
      'Ada',
      'Bob',
      'Cora',
    ]);
  });

  it('is bounded', async () => {
    const many = Array.from({ length: listRules.files + 20 }, (_, i) =>
      join(dir, `2025-01-01T00-00-00-000Z-pong-${i}.match`),
    );
    await Promise.all(many.map((path) => writeFile(path, '')));
    expect(await list()).toHaveLength(listRules.files);
    await Promise.all(many.map((path) => rm(path)));
  });
});

describe('one match', () => {
  const newestOf = async (game: string): Promise<string> =>
    (await list()).find((one) => one.game === game && one.ending !== null)?.id ?? '';

  it('comes as a file that is the same match, for programs that are not Node too', async () => {
    const { status, body } = await get(`/matches/${await newestOf('pong')}`);
    expect(status).toBe(200);
    expect(body[3]).toBe(2);
    const match = readMatch(body);
    expect(playAgain(match, gameNamed('pong'), catalogue).verdict).toMatchObject({ same: true });
    expect(match.ending).toBe('over');
  });

  it.each([
    `/matches/..%2f${OUTSIDE}`,
    `/matches/%2e%2e%2f${OUTSIDE}`,
    `/matches/../${OUTSIDE}`,
    `/matches/..\\${OUTSIDE}`,
    `/matches//${OUTSIDE}`,
    `/matches/none/../../${OUTSIDE}`,
    '/matches/notes.txt',
    '/matches/2026-01-05T00-00-00-000Z-pong-1.match%00',
    '/matches/2026-01-05T00-00-00-000Z-..-1.match',
    '/matches/2030-01-05T00-00-00-000Z-pong-1.match',
    '/matches/constructor',
  ])('is none at %s', async (path) => {
    expect(existsSync(join(home, OUTSIDE))).toBe(true);
    expect((await get(path)).status).toBe(404);
  });

  it('is not fetched through a link to another place', async () => {
    const name = '2026-01-06T00-00-00-000Z-pong-1.match';
    await symlink(join(home, OUTSIDE), join(dir, name));
    expect(await get(`/matches/${name}`).then(({ json }) => json())).toMatchObject({ error: 'noSuchMatch' });
    await rm(join(dir, name));
  });

  it('that is damaged, or far too long, gets a typed error', async () => {
    const damaged = await get('/matches/2026-01-05T00-00-00-000Z-pong-1.match');
    expect(damaged.status).toBe(422);
    expect(damaged.json()).toEqual({
      error: 'damaged',
      message: expect.stringMatching(/no match of Partyline/),
    });
    const long = join(dir, '2026-01-07T00-00-00-000Z-pong-1.match');
    await writeFile(long, '');
    await truncate(long, 10 * 1024 * 1024);
    const answer = await get(`/matches/${basename(long)}`);
    expect(answer.status).toBe(413);
    expect(answer.json()).toMatchObject({ error: 'tooLarge' });
    await rm(long);
  });

  it('of a game or a pack that is not here gets a typed error', async () => {
    const id = await newestOf('arena');
    known.delete('arena');
    expect((await get(`/matches/${id}`)).json()).toMatchObject({ error: 'noSuchGame' });
    known.set('arena', gameNamed('arena'));
    const { path } = await recordMatch(dir, gameNamed('quiz'), { at: Date.UTC(2026, 0, 8), steps: 20 });
    const quiz = `/matches/${basename(path)}`;
    const { start } = readMatch((await get(quiz)).body);
    expect(start).toMatchObject({ quiz: { title: 'Quiz', questions: gameNamed('quiz').content } });
    known.set('quiz', { ...gameNamed('quiz'), content: [] });
    expect(await get(quiz).then(({ status, json }) => [status, json()])).toMatchObject([
      409,
      { error: 'packChanged' },
    ]);
    known.delete('quiz');
    expect((await get(quiz)).json()).toMatchObject({ error: 'packMissing' });
    known.set('quiz', gameNamed('quiz'));
  });
});

describe('matches are for the host', () => {
  const elsewhere = { host: 'partyline.local:8080' };

  it.each(['/matches', '/matches/2026-01-05T00-00-00-000Z-pong-1.match', '/matches/none'])(
    '%s is refused to everybody else',
    async (path) => {
      const strangers: Record<string, string>[] = [
        elsewhere,
        // As from this machine itself, and so through a proxy on it.
        {},
        { 'x-forwarded-for': '192.168.1.9' },
        { ...elsewhere, authorization: 'Bearer wrong' },
        { ...elsewhere, authorization: KEY },
      ];
      for (const headers of strangers) {
        const { status, json } = await get(path, headers);
        expect(status).toBe(403);
        expect(json()).toMatchObject({ error: 'notAllowed' });
      }
    },
  );

  it('and shown to a TV elsewhere that has the host key', async () => {
    expect((await get('/matches', { ...elsewhere, ...asHost })).status).toBe(200);
  });

  it('none of this was the fault of the hub', () => expect(failures).toEqual([]));
});
