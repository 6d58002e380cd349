import { limits } from '../limits.ts';
import { traitsOf } from '../links.ts';
import { type ClientLink, linkRules } from './client-link.ts';
import type { ClientCore } from './core.ts';

/** Notes a time at which something is due. @returns whether it has come. */
export type Due = (at: number) => boolean;

/** What time alone does to a link (rule 8): attempts that take too long, silence, pings. */
export const tendLink = (core: ClientCore, link: ClientLink, now: number, isDue: Due): void => {
  switch (link.phase) {
    case 'connecting':
      if (isDue(link.since + traitsOf(link.kind).connectMs)) core.close(link, now, true);
      return;
    case 'greeting':
    case 'asked':
      if (isDue(link.since + linkRules.answerMs)) core.close(link, now, true);
      return;
    case 'greeted':
      return;
    case 'playing':
      if (isDue(link.lastHeard + limits.silenceMs)) return core.close(link, now, true);
      if (isDue(link.lastHeard + linkRules.doubtMs)) link.doubted = true;
      if (isDue(link.pingAt(core.links.length > 1))) {
        core.ping(link, now);
        isDue(link.pingAt(core.links.length > 1));
      }
      return;
  }
};
