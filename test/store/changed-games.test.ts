import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import { written } from '../../hub/recording/batch-codec.ts';
import { MatchRecorder } from '../../hub/recording/match-recorder.ts';
import { emptyRoom } from '../../hub/room/room-state.ts';
import { nextSnapshot } from '../../hub/room/snapshot.ts';
import { openStorage, type Storage, type StorageOptions } from '../../hub/store/index.ts';
import { Keeper } from '../../hub/store/keeper.ts';
import { openStore } from '../../hub/store/open.ts';
import { gamesAside, readSuspect } from '../../hub/store/suspect.ts';
import { s } from '../../protocol/schema/schema.ts';
import { type Wrestling, wrestling, wrestlingWith } from '../games/support/wrestling.ts';
import { VirtualHub } from '../hub/support/virtual-hub.ts';
import { graceMs, catalogue as house, identity, KeptHub, withDir } from './support/kept-hub.ts';

const was = wrestling as AnyGame;
const date = (): number => Date.UTC(2026, 0, 1);
const withGame = (game: AnyGame): ReadonlyMap<string, AnyGame> => new Map([...house, [game.meta.id, game]]);

/** Two play a match of the game for some seconds; then the hub dies. */
const playAndDie = async (dir: string, game: AnyGame, ms = 7_000): Promise<KeptHub> => {
  const catalogue = withGame(game);
  const store = await openStore(dir, { catalogue, code: 'old' }, date);
  const kept = new KeptHub(dir, store, { game, catalogue }, { code: 'old' });
  await kept.keeper.begin(kept.rig.hub.save(), 0, store.keys);
  const ada = kept.rig.join('Ada');
  kept.rig.join('Bob');
  ada.send({ type: 'command', command: 'start', member: 0, argument: '' });
  await kept.play(ms);
  await store.shelf?.close();
  return kept;
};

/** A store as another build of the program finds it. */
const foundBy = async (dir: string, code: string, game?: AnyGame) => {
  const store = await openStore(dir, { catalogue: game ? withGame(game) : house, code }, date);
  await store.shelf?.close();
  return store;
};

describe('mistakes 35 and 36: a game that changed while the hub was away', () => {
  it.each([
    [
      'has a state of another shape in its view',
      wrestlingWith({
        shared: s.struct({ energy: s.int(0, 9) }),
        view: (state) => ({ energy: (state as { energy: number }).energy }),
        setup: (start) => ({ ...(was.setup(start) as object), energy: 9 }),
      }),
    ],
    [
      'has a state of another shape in its reduce alone',
      wrestlingWith({
        setup: (start) => ({ ...(was.setup(start) as object), hits: [] }),
        reduce: (state, events) => {
          const { hits } = state as { hits: readonly number[] };
          return { ...(was.reduce(state, events) as Wrestling), hits: hits.filter((hit) => hit > 0) };
        },
      }),
    ],
  ])('that %s goes to its lobby with all its people, and says why', (_, changed) =>
    withDir(async (dir) => {
      await playAndDie(dir, was);
      const { found, notes } = await foundBy(dir, 'new', changed);
      expect(notes).toEqual([
        'Wrestling has changed since this match began, so the match is over: the room is in the lobby.',
      ]);
      expect(await readdir(dir)).toEqual(['store']);
      expect(found?.saved.room.phase).toBe('lobby');
      expect(found?.saved.room.game).toBe(changed);
      expect(found?.saved.room.aside.size).toBe(0);
      expect(found?.saved.sessions.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
      expect([...(found?.saved.room.members.values() ?? [])].map(({ seat }) => seat)).toEqual([0, 1]);
    }),
  );

  it('that is gone altogether leaves the room to another game', () =>
    withDir(async (dir) => {
      await playAndDie(dir, was);
      const { found, notes } = await foundBy(dir, 'new');
      expect(notes).toEqual(['The game wrestling is not here any more: its match is over.']);
      expect(found?.saved.room).toMatchObject({ phase: 'lobby', game: { meta: { id: 'pong' } } });
      expect(found?.saved.sessions).toHaveLength(2);
    }));

  it('that changed in nothing that matters goes on in the middle of the match', () =>
    withDir(async (dir) => {
      await playAndDie(dir, was);
      const { found, notes } = await foundBy(dir, 'new', wrestlingWith({}));
      expect(notes).toEqual([]);
      expect(found?.saved.room.phase).toBe('playing');
    }));

  it('that failed is put aside for the same program, and free again for another', () =>
    withDir(async (dir) => {
      const bad = wrestlingWith({
        reduce: (state, events) => {
          if ((state as Wrestling).ticks > 40) throw new Error('too long a match');
          return was.reduce(state, events);
        },
      });
      const kept = await playAndDie(dir, bad);
      expect(kept.rig.hub.state.aside.get('wrestling')).toContain('too long a match');
      const same = await foundBy(dir, 'old', bad);
      expect(same.notes).toEqual([]);
      expect(same.found?.saved.room.aside.get('wrestling')).toContain('too long a match');
      const mended = await foundBy(dir, 'new', was);
      expect(mended.found?.saved.room.aside.size).toBe(0);
      expect(mended.found?.saved.room.members.size).toBe(2);
    }));
});

describe('mistake 14: a state that cannot be written down', () => {
  it('costs its match as soon as it is to be kept, and the room is kept from then on', () =>
    withDir(async (dir) => {
      const bad = wrestlingWith({
        reduce: (state, events) => ({ ...(was.reduce(state, events) as object), rule: () => 1 }),
      });
      const catalogue = withGame(bad);
      const { shelf, keys } = await openStore(dir, { catalogue, code: 'old' }, date);
      if (!shelf) throw new Error('no shelf');
      const rig = new VirtualHub({ game: bad, catalogue });
      const keeper = new Keeper(rig.hub, {
        identity,
        code: 'old',
        shelf,
        reopen: () => Promise.reject(new Error('it never failed')),
        scheduler: rig.time,
        date,
        say: (sentence) => expect(sentence).toBe(''),
      });
      rig.hub.states$.subscribe();
      await keeper.begin(rig.hub.save(), 0, keys);
      const ada = rig.join('Ada');
      rig.join('Bob');
      ada.send({ type: 'command', command: 'start', member: 0, argument: '' });
      for (let i = 0; i < 60; i += 1) {
        rig.advance(200);
        // As the hub's own record does, so that there is something to write.
        keeper.record(written([], rig.hub.tick));
        await keeper.writing;
      }
      await keeper.stop();
      expect(rig.hub.state.phase).toBe('lobby');
      expect(rig.hub.state.aside.get('wrestling')).toMatch(
        /its state is not plain data in tick \d+: .* could not be cloned/,
      );
      const { found, notes } = await foundBy(dir, 'old', bad);
      expect(notes).toEqual([]);
      expect(found?.saved.room.phase).toBe('lobby');
      expect(found?.saved.sessions).toHaveLength(2);
    }));

  it('costs its recording a sentence', () => {
    const said: string[] = [];
    const bad = wrestlingWith({ setup: (start) => ({ ...(was.setup(start) as object), rule: () => 1 }) });
    const recorder = new MatchRecorder({
      dir: '/nowhere',
      hubName: 'Hub',
      date,
      say: (one) => said.push(one),
    });
    const state = { ...emptyRoom(bad, 1), phase: 'countdown', match: 1 } as const;
    recorder.state(nextSnapshot(1, state));
    expect(said).toEqual([
      expect.stringContaining('The match of wrestling cannot be recorded: its state is not plain'),
    ]);
    expect(recorder.counters).toEqual({ matchesRecorded: 0, matchesFailed: 1 });
  });
});

describe('a room whose game ends the hub', () => {
  const storageOf = (dir: string, kept: KeptHub, more: Partial<StorageOptions> = {}): Promise<Storage> =>
    openStorage({
      dataDir: dir,
      hubName: 'Test hub',
      game: 'arena',
      port: 8080,
      catalogue: withGame(was),
      programCode: 'old',
      scheduler: kept.rig.time,
      date,
      graceMs,
      newIdentity: () => ({ room: 'NEWR', code: '9999', joinSecret: '' }),
      code: 'auto',
      say: () => undefined,
      ...more,
    });

  it('is taken up twice, then goes on as the same room in the lobby of another game', () =>
    withDir(async (dir) => {
      const kept = await playAndDie(dir, was);
      const seen: string[] = [];
      const said: string[] = [];
      let place = dir;
      for (let life = 0; life < 4; life += 1) {
        const storage = await storageOf(place, kept);
        const { saved } = storage;
        if (!saved) throw new Error('the room was left');
        const { room, sessions } = saved;
        seen.push(`${storage.identity.room} ${room.game.meta.id} ${room.phase} ${sessions.length}`);
        said.push(...storage.notes.filter((note) => note.includes('bug')));
        const { hub } = new VirtualHub({ saved, catalogue: withGame(was) });
        await storage.begin(hub);
        // What a hub that dies in its first second leaves on the disk.
        place = join(dir, `life-${life}`);
        await cp(join(life === 0 ? dir : join(dir, `life-${life - 1}`), 'store'), join(place, 'store'), {
          recursive: true,
        });
        await storage.stop();
      }
      expect(seen).toEqual([
        'TEST wrestling playing 2',
        'TEST wrestling playing 2',
        'TEST pong lobby 2',
        'TEST pong lobby 2',
      ]);
      expect(said).toEqual([
        'Wrestling (wrestling) seems to have a bug: the hub ended 2 times at once while the room played it.',
      ]);
    }));
});

describe('a game in which a hub hung', () => {
  const at = date();
  const suspect = { game: 'cycles', tick: 812, at };
  const write = (dir: string, what: unknown): Promise<void> =>
    writeFile(join(dir, 'suspect.json'), typeof what === 'string' ? what : JSON.stringify(what));
  const words = 'cycles has a bug: in tick 812 of it the hub hung, or had no memory left, and was ended.';

  it('is read from what was written at the end of that hub', () =>
    withDir(async (dir) => {
      expect(await readSuspect(dir)).toBeUndefined();
      await write(dir, suspect);
      expect(await readSuspect(dir)).toEqual(suspect);
      for (const bad of ['', '{', { game: '../x', tick: 1, at }, { game: 'cycles', tick: -1, at }, []]) {
        await write(dir, bad);
        expect(await readSuspect(dir)).toBeUndefined();
      }
    }));

  it('is put aside until its code changes or --game names it anew', () =>
    withDir(async (dir) => {
      const ask = (now: number, named?: string, code = 'a') => gamesAside(dir, { code, now, named });
      await write(dir, suspect);
      expect([...(await ask(at + 2_000))]).toEqual([['cycles', words]]);
      expect(await readdir(dir)).toEqual(['aside.json']);
      // A supervisor starts it with the same words as before: nobody has named the game anew.
      expect((await ask(at + 5_000, 'cycles')).size).toBe(1);
      expect((await ask(at + 90_000)).size).toBe(1);
      expect((await ask(at + 90_000, 'pong')).size).toBe(1);
      expect((await ask(at + 90_000, 'cycles')).size).toBe(0);
      expect((await ask(at + 90_000)).size).toBe(0);
      await write(dir, suspect);
      expect((await ask(at + 2_000)).size).toBe(1);
      expect((await ask(at + 3_000, undefined, 'b')).size).toBe(0);
    }));

  it.each([
    ['in the middle of a match', 7_000],
    ['before the first checkpoint, with the start of the match in the log', 800],
  ])('is not even played from the log: the room goes on in the lobby of another, %s', (_, ms) =>
    withDir(async (dir) => {
      await playAndDie(dir, was, ms);
      let asked = 0;
      const hanging = wrestlingWith({
        reduce: (state) => {
          asked += 1;
          return state;
        },
      });
      const aside = new Map([['wrestling', 'it hung']]);
      const reader = { catalogue: withGame(hanging), code: 'old', aside };
      const { found, notes, shelf } = await openStore(dir, reader, date);
      await shelf?.close();
      expect(asked).toBe(0);
      expect(notes).toEqual(['it hung']);
      expect(found?.saved.room).toMatchObject({ phase: 'lobby', game: { meta: { id: 'pong' } }, aside });
      expect(found?.saved.sessions).toHaveLength(2);
    }),
  );
});
