import type { Proof } from '../../../protocol/sealed/handshake.ts';
import { Callers } from '../support/callers.ts';
import { atPace } from '../support/pace.ts';
import { type Hearing, type Talker, talkOverTcp, talkOverWebSocket } from '../support/talker.ts';
import type { Flood } from '../support/target.ts';

const LINKS = 50;

/** @param proof what they say that they know, and do not. */
const guesses = (name: string, about: string, proof: Proof): Flood => ({
  name,
  about,
  joinBy: 'secret',
  start: async (target, signal) => {
    const callers = new Callers(target);
    const { tally } = callers;
    const talkers: (Talker | undefined)[] = Array.from({ length: LINKS });
    const open = (n: number, first: (talker: Talker) => void): void => {
      const hearing: Hearing = {
        up: first,
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
      const code = String(turn % 10_000).padStart(4, '0');
      const guess = (up: Talker): void => {
        tally.add('guesses');
        up.speech.guess(proof, code === target.code ? 'xxxx' : code, `Guess ${n}`);
      };
      if (!talker) open(n, guess);
      else guess(talker);
    });
    for (const talker of talkers) talker?.vanish();
    return tally.stats;
  },
});

/** Guesses at the code over many links at once, half of them WebSockets, half TCP. */
export const wrongCodes: Flood = guesses(
  'wrong-codes',
  `${LINKS} links that guess the code, 200 guesses a second together`,
  'code',
);

/** What nobody can guess is held up by no pause: each try costs the hub as much as somebody who joins. */
export const wrongSecrets: Flood = guesses(
  'wrong-secrets',
  `${LINKS} links that guess what the QR code has, 200 guesses a second together: nobody finds it, and each is dear`,
  'secret',
);
