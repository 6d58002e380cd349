import { Agent, get } from 'node:http';
import { Callers } from '../support/callers.ts';
import { atPace } from '../support/pace.ts';
import { type Talker, talkOverWebSocket } from '../support/talker.ts';
import type { Flood } from '../support/target.ts';

const CONNECTIONS = 8;
const MEMBERS = 4;
/** What costs the hub most to answer, weighted by how often it is asked for. */
const paths = ['/metrics', '/games.json', '/metrics', '/matches', '/', '/healthz'] as const;

/** Honest questions, far too many: figures, lists, pages, and whole states over links of members. */
export const requests: Flood = {
  name: 'requests',
  about: '360 requests a second for figures, lists and pages, and 200 whole states',
  start: async (target, signal) => {
    const callers = new Callers(target);
    const { tally } = callers;
    const agents = Array.from({ length: CONNECTIONS }, () => ({
      agent: new Agent({ keepAlive: true, maxSockets: 1 }),
      localAddress: callers.next(),
      waiting: 0,
    }));
    const joined = new Set<Talker>();
    const members: Talker[] = Array.from({ length: MEMBERS }, (_, n) =>
      talkOverWebSocket(target, callers.next(), tally, {
        up: (up) => up.speech.enter(target.code, `Asks ${n}`),
        heard: (type, up) => {
          if (type === 'welcome') joined.add(up);
          if (type === 'keyframe') tally.add('keyframes');
        },
      }),
    );
    await atPace({ perSecond: 560, most: 100_000 }, signal, (n) => {
      if (n % 14 < 5) {
        const member = members[n % MEMBERS];
        return member && joined.has(member) ? member.say({ type: 'resync' }) : undefined;
      }
      const from = agents[n % CONNECTIONS];
      // A hub that answers late is not asked ever more at once.
      if (!from || from.waiting >= 10) return;
      from.waiting += 1;
      const { agent, localAddress } = from;
      const path = paths[n % paths.length] ?? '/';
      const asked = get({ host: target.host, port: target.http, path, agent, localAddress }, (answer) => {
        tally.add(`${path} ${answer.statusCode}`);
        answer.resume();
        answer.once('close', () => {
          from.waiting -= 1;
        });
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        from.waiting -= 1;
        if (!signal.aborted) tally.add(error.code ?? error.message);
      });
    });
    for (const { agent } of agents) agent.destroy();
    for (const member of members) member.vanish();
    return tally.stats;
  },
};
