import { Callers } from '../support/callers.ts';
import { atPace } from '../support/pace.ts';
import { type Talker, talkOverTcp, talkOverWebSocket } from '../support/talker.ts';
import type { Flood } from '../support/target.ts';

const LINKS = 20;
/** After so many lines one leaves and joins again, for what is allowed to a newcomer. */
const LINES = 8;

/** Somebody who knows the code speaks as fast as may be, as somebody new each time. */
export const chat: Flood = {
  name: 'chat',
  about: `${LINKS} members that send 900 chat lines a second and join anew every ${LINES} lines`,
  start: async (target, signal) => {
    const callers = new Callers(target);
    const { tally } = callers;
    const said = new Map<Talker, number>();
    const slots: (Talker | undefined)[] = Array.from({ length: LINKS });
    const open = (n: number): void => {
      const talk = n % 2 === 0 ? talkOverWebSocket : talkOverTcp;
      const talker = talk(target, callers.next(), tally, {
        up: (up) => up.speech.enter(target.code, `Loud ${n}`),
        heard: (type, up) => {
          if (type === 'welcome') said.set(up, 0);
          if (type === 'said') tally.add('linesBack');
        },
        down: () => {
          said.delete(talker);
          slots[n] = undefined;
        },
      });
      slots[n] = talker;
    };
    await atPace({ perSecond: 900, most: 60_000 }, signal, (turn) => {
      const n = turn % LINKS;
      const talker = slots[n];
      if (!talker) return open(n);
      const lines = said.get(talker);
      if (lines === undefined) return;
      said.set(talker, lines + 1);
      if (lines < LINES) talker.say({ type: 'chat', text: `Buy this, for the ${turn}th time` });
      else if (lines === LINES) talker.say({ type: 'leave' });
    });
    for (const talker of slots) talker?.vanish();
    return tally.stats;
  },
};
