import { Callers } from '../support/callers.ts';
import { atPace } from '../support/pace.ts';
import { type Hearing, hello, join, type Talker, talkOverTcp, talkOverWebSocket } from '../support/talker.ts';
import type { Flood } from '../support/target.ts';

const LINKS = 20;

/** Guesses at the code over many links at once, half of them WebSockets, half TCP. */
export const wrongCodes: Flood = {
  name: 'wrong-codes',
  about: `${LINKS} links that guess the code, 200 guesses a second together`,
  start: async (target, signal) => {
    const callers = new Callers(target);
    const { tally } = callers;
    const talkers: (Talker | undefined)[] = Array.from({ length: LINKS });
    const open = (n: number): void => {
      const hearing: Hearing = {
        up: (talker) => talker.say(hello),
        down: () => {
          talkers[n] = undefined;
        },
      };
      const talk = n % 2 === 0 ? talkOverWebSocket : talkOverTcp;
      talkers[n] = talk(target, callers.next(), tally, hearing);
    };
    await atPace({ perSecond: 200, most: 50_000 }, signal, (turn) => {
      const n = turn % LINKS;
      const talker = talkers[n];
      // Never the right one, whichever it is.
      const guess = String(turn % 10_000).padStart(4, '0');
      if (!talker) open(n);
      else talker.say(join(guess === target.code ? 'xxxx' : guess, `Guess ${n}`));
    });
    for (const talker of talkers) talker?.vanish();
    return tally.stats;
  },
};
