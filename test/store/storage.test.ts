import { describe, expect, it } from 'vitest';
import { openStorage, type Storage } from '../../hub/store/index.ts';
import { whyNotResume } from '../../hub/store/resume-policy.ts';
import { VirtualHub } from '../hub/support/virtual-hub.ts';
import { catalogue, graceMs, identity, withDir } from './support/kept-hub.ts';

let date = Date.UTC(2026, 0, 1);

const open = (dataDir: string, rig: Pick<VirtualHub, 'time'>, more: object = {}): Promise<Storage> =>
  openStorage({
    dataDir,
    hubName: 'Test hub',
    game: 'arena',
    port: 8080,
    catalogue,
    scheduler: rig.time,
    date: () => date,
    graceMs,
    newIdentity: () => ({ room: 'NEWR', code: '9999', joinSecret: '' }),
    code: 'auto',
    say: () => undefined,
    ...more,
  });

/** Plays for a moment with one phone and stops. */
const live = async (dir: string): Promise<{ storage: Storage; rig: VirtualHub }> => {
  const first = new VirtualHub();
  const storage = await open(dir, first);
  const rig = new VirtualHub({
    record: storage.record,
    ...(storage.saved ? { saved: storage.saved } : {}),
    roomId: storage.identity.room,
  });
  await storage.begin(rig.hub);
  rig.join('Ada');
  rig.advance(100);
  await storage.stop();
  return { storage, rig };
};

describe('a hub that starts again on its data directory', () => {
  it('is the same room with the same code and key, under an epoch that nobody has seen', () =>
    withDir(async (dir) => {
      const { rig, storage: before } = await live(dir);
      expect(before.notes).toEqual([]);
      const after = await open(dir, rig);
      expect(after.identity).toEqual({ ...before.identity, wantedGame: 'arena' });
      expect(after.saved?.tick).toBe(rig.hub.tick);
      expect(after.saved?.sessions.map(({ name }) => name)).toEqual(['Ada']);
      expect(after.saved?.room.epoch).toBeGreaterThan(rig.hub.state.epoch);
      expect(after.notes.join()).toContain('Room NEWR goes on');
      await after.stop();
      const second = await live(dir);
      const third = await open(dir, rig);
      expect(third.saved?.room.epoch).toBeGreaterThan(second.rig.hub.state.epoch);
      await third.stop();
    }));

  it('takes the code that was given, and begins anew after the grace time', () =>
    withDir(async (dir) => {
      const { rig } = await live(dir);
      const withCode = await open(dir, rig, {
        code: '1234',
        newIdentity: () => ({ room: 'OTHR', code: '1234', joinSecret: '' }),
      });
      expect(withCode.identity).toMatchObject({ room: 'NEWR', code: '1234' });
      await withCode.stop();
      date += graceMs + 1;
      const late = await open(dir, rig, { newIdentity: () => ({ room: 'LATE', code: '1', joinSecret: '' }) });
      expect(late.saved).toBeUndefined();
      expect(late.identity.room).toBe('LATE');
      await late.stop();
    }));
});

describe('which room is taken up again', () => {
  const now = 1_000_000;
  const wish = { game: 'arena', dataDirGiven: true, samePort: true, graceMs: 60_000, now };
  const pulse = { at: now - 1_000, tick: 5, stopped: false };
  const rig = new VirtualHub();
  rig.join('Ada');
  rig.advance(100);
  const saved = rig.hub.save();
  const found = { identity, saved, pulse, attempts: 0 };
  const anything = expect.any(String);
  it.each([
    ['one whose hub has just died', {}, {}, undefined],
    [
      'one that was stopped, where --data-dir was given',
      { pulse: { ...pulse, stopped: true } },
      {},
      undefined,
    ],
    ['one from before the clock went back', { pulse: { ...pulse, at: now + 9_999_999 } }, {}, undefined],
    ['not one that is older than the grace time', { pulse: { ...pulse, at: now - 60_001 } }, {}, anything],
    ['not one that was begun with another game', {}, { game: 'pong' }, anything],
    ['not one that ends the hub again and again', { attempts: 8 }, {}, anything],
    ['one whose hub died, without --data-dir too', {}, { dataDirGiven: false }, undefined],
    [
      'not one that was stopped, without --data-dir',
      { pulse: { ...pulse, stopped: true } },
      { dataDirGiven: false },
      anything,
    ],
    ['not one in which nobody is', { saved: { ...saved, sessions: [] } }, {}, anything],
    ['not one that no phone would find', {}, { dataDirGiven: false, samePort: false }, anything],
  ])('%s', (_title, change, wanted, why) => {
    expect(whyNotResume({ ...found, ...change }, { ...wish, ...wanted })).toEqual(why);
  });
});
