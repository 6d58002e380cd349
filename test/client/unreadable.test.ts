import { describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { limits } from '../../protocol/limits.ts';
import { wrestling, wrestlingWith } from '../games/support/wrestling.ts';
import { CODE, World, wish } from './support/world.ts';

/** Its label is longer than a phone takes. */
const unreadable = wrestlingWith({
  controller: { orientation: 'any', controls: [{ kind: 'button', label: 'x'.repeat(40), button: 0 }] },
});
const readable = wrestlingWith({ meta: { ...wrestling.meta, id: 'second' } });

const worldOf = (game: AnyGame, heard: string[]): World =>
  new World(
    { code: CODE, game },
    {
      catalogue: new Map([...games, ['second', readable], [unreadable.meta.id, unreadable]]),
      unreadable: (words) => heard.push(words),
    },
  );

describe('a phone that cannot read the game', () => {
  it('says why, stays in the room on the same link, and plays the next one', () => {
    const heard: string[] = [];
    const world = worldOf(unreadable, heard);
    const phone = world.phone({ kinds: ['websocket'], memory: { token: undefined, join: wish('Ada') } });
    world.run(100);
    const other = world.phone({ kinds: ['tcp'], memory: { token: undefined, join: wish('Bob') } });
    world.run(20_000);
    expect(phone.status).toBe('playing');
    expect(phone.states).toEqual([]);
    const reasons = phone.effects.flatMap((effect) => (effect.type === 'unreadable' ? [effect.reason] : []));
    expect(reasons).toEqual([expect.stringContaining('controller.controls[0].label')]);
    // Told by two, said once.
    expect(heard).toEqual([`A phone or screen cannot read the game Wrestling (wrestling): ${reasons[0]}`]);
    phone.handle({ type: 'command', command: 'game', member: 0, argument: 'second' });
    world.run(500);
    for (const one of [phone, other]) {
      expect(one.effects.filter(({ type }) => type === 'connect')).toHaveLength(1);
      expect(one.states.at(-1)?.view.shared.room.members.size).toBe(2);
      expect(one.effects.findLast((effect) => effect.type === 'game')).toMatchObject({
        descriptor: { id: 'second' },
      });
    }
  });

  it('that comes to it from one it could read shows no states of it, nor of the one before', () => {
    const heard: string[] = [];
    const world = worldOf(readable, heard);
    const phone = world.phone({ kinds: ['websocket'], memory: { token: undefined, join: wish('Ada') } });
    world.until(() => phone.states.length > 0);
    phone.handle({ type: 'command', command: 'game', member: 0, argument: 'wrestling' });
    world.until(() => heard.length > 0);
    const before = phone.states.length;
    world.phone({ kinds: ['tcp'], memory: { token: undefined, join: wish('Bob') } });
    world.run(5_000);
    expect(phone.states).toHaveLength(before);
    phone.handle({ type: 'command', command: 'game', member: 0, argument: 'arena' });
    world.run(500);
    expect(phone.states.at(-1)?.view.shared.room.members.size).toBe(2);
  });

  it('sends a reason that fits its message, whatever the place is called', () => {
    const heard: string[] = [];
    const world = worldOf(
      wrestlingWith({ meta: { ...wrestling.meta, away: 'ä'.repeat(200) as 'play' } }),
      heard,
    );
    const phone = world.phone({ kinds: ['websocket'], memory: { token: undefined, join: wish('Ada') } });
    world.until(() => heard.length > 0);
    const said = phone.effects.find((effect) => effect.type === 'unreadable');
    const bytes = Buffer.byteLength(said?.type === 'unreadable' ? said.reason : '');
    expect(bytes).toBeGreaterThan(20);
    expect(bytes).toBeLessThanOrEqual(limits.reasonBytes);
    expect(phone.status).toBe('playing');
  });
});
