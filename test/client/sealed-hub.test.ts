import { describe, expect, it } from 'vitest';
import { SECRET, World, wish } from './support/world.ts';

describe('13 a sealed session with the real hub', () => {
  it.each([
    ['the code', wish('Ada')],
    ['the secret of the QR code', { ...wish('Ada'), code: '', secret: SECRET }],
    ['the host key', { ...wish('Ada'), code: '', hostKey: 'key' }],
  ])('joins by %s and sees states', (_, join) => {
    const world = new World();
    const ada = world.phone({ kinds: ['websocket'], memory: { token: undefined, join } });
    world.until(() => ada.states.length > 0);
    expect(ada.status).toBe('playing');
    expect(world.hub.state.members.get(0)).toMatchObject({ name: 'Ada', plain: false });
  });

  it('joins where no code is needed, whatever was typed once', () => {
    const world = new World({ code: undefined });
    const ada = world.phone({ kinds: ['websocket'], memory: { token: undefined, join: wish('Ada') } });
    world.until(() => ada.states.length > 0);
    expect(world.hub.counters.refused).toEqual({});
  });
});
