import { describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { Tryouts } from '../../hub/tryouts.ts';
import { wrestling, wrestlingWith } from '../games/support/wrestling.ts';
import { gameNamed, VirtualHub } from './support/virtual-hub.ts';

const good = wrestlingWith({ meta: { ...wrestling.meta, id: 'good' } });
const bad = wrestlingWith({
  meta: { ...wrestling.meta, id: 'bad' },
  reduce: () => {
    throw new Error('nobody rehearsed this');
  },
});
const all = new Map<string, AnyGame>([...games, ['good', good], ['bad', bad]]);

describe('games that came from somebody else', () => {
  it('are tried when they are chosen: one that fails is put aside before it is on', () => {
    const tryouts = new Tryouts(all.values());
    const said: string[] = [];
    const rig = new VirtualHub({
      catalogue: all,
      rehearse: (game) => tryouts.try(game),
      fault: (words) => said.push(words),
    });
    const ada = rig.join('Ada');
    const choose = (argument: string): void => {
      ada.send({ type: 'command', command: 'game', member: 0, argument });
      rig.advance(100);
    };
    choose('bad');
    expect(rig.hub.state.game.meta.id).toBe('arena');
    expect(said).toEqual([expect.stringContaining('nobody rehearsed this')]);
    expect(ada.last('error').code).toBe(22);
    choose('good');
    expect(rig.hub.state.game.meta.id).toBe('good');
    choose('bad');
    expect(rig.hub.state.game.meta.id).toBe('good');
    expect(ada.count('error')).toBe(2);
    expect(ada.closed).toBeUndefined();
  });

  it('of the house are not tried again: that costs a start nothing', () => {
    const tryouts = new Tryouts([gameNamed('arena')]);
    const wrong = wrestlingWith({ meta: { ...wrestling.meta, id: 'arena' }, setup: () => undefined });
    expect(tryouts.try(wrong)).toBeUndefined();
    expect(new Tryouts([wrong]).try(wrong)).toBeUndefined();
  });

  describe('and that nobody chose yet', () => {
    it('are tried one at a time while nothing is played', () => {
      const rig = new VirtualHub({ catalogue: all });
      const trying = new Tryouts(all.values()).inIdleTime(rig.hub, rig.time);
      rig.advance(1_000);
      expect([...rig.hub.state.aside.keys()]).toEqual(['bad']);
      expect(trying.closed).toBe(true);
    });

    it('wait for the end of a match', () => {
      const rig = new VirtualHub({ catalogue: all });
      const ada = rig.join('Ada');
      ada.send({ type: 'command', command: 'start', member: 0, argument: '' });
      rig.advance(100);
      new Tryouts(all.values()).inIdleTime(rig.hub, rig.time);
      rig.advance(5_000);
      expect(rig.hub.state.aside.size).toBe(0);
      ada.send({ type: 'command', command: 'end', member: 0, argument: '' });
      rig.advance(1_000);
      expect([...rig.hub.state.aside.keys()]).toEqual(['bad']);
    });
  });
});
