import { language, t } from '../../common/i18n/index.ts';
import type { Problem } from './fetch.ts';

/** @returns minutes and seconds. */
export const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** @param when ISO 8601. @returns date and time as people of the page's language write them. */
export const dateOf = (when: string): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(when));

export const problemText = (problem: Problem): string => t(`match.${problem}`);
