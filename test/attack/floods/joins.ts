import { Callers } from '../support/callers.ts';
import { atPace } from '../support/pace.ts';
import { type Talker, talkOverTcp } from '../support/talker.ts';
import type { Flood } from '../support/target.ts';

/** Links at a time. */
const MOST = 200;

/** Somebody who knows the code fills the room: of four who join, one leaves and three vanish. */
export const joins: Flood = {
  name: 'joins',
  about: '250 joins a second with the right code; of four, one leaves and three vanish',
  start: async (target, signal) => {
    const callers = new Callers(target);
    const { tally } = callers;
    const open = new Set<Talker>();
    await atPace({ perSecond: 250, most: 30_000 }, signal, (n) => {
      if (open.size >= MOST) return;
      const talker = talkOverTcp(target, callers.next(), tally, {
        up: (up) => up.speech.enter(target.code, `Ghost ${n % 1_000}`),
        heard: (type, up) => {
          if (type === 'welcome' && n % 4 === 0) up.say({ type: 'leave' });
          else if (type === 'welcome' || type === 'error') up.vanish();
        },
        down: () => open.delete(talker),
      });
      open.add(talker);
    });
    for (const talker of open) talker.vanish();
    return tally.stats;
  },
};
