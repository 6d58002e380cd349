import { limits } from '../../protocol/limits.ts';
import { cleanText, cutToBytes } from '../games/kit/text.ts';

export { cleanText, cutToBytes };

/** @returns a name that nobody in `taken` has: as typed, or with a number behind it. */
export const uniqueName = (typed: string, member: number, taken: ReadonlySet<string>): string => {
  const wanted = cleanText(typed, limits.nameBytes) || `Player ${member + 1}`;
  if (!taken.has(wanted)) return wanted;
  for (let i = 2; ; i += 1) {
    const suffix = ` ${i}`;
    const name = cutToBytes(wanted, limits.nameBytes - suffix.length) + suffix;
    if (!taken.has(name)) return name;
  }
};
