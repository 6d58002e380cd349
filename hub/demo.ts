import type { Ready } from './banner.ts';
import type { Log } from './log.ts';
export const startDemo = async (
  count: number,
  ready: Ready,
  log: Log,
): Promise<{ stop(): Promise<void> }> => {
  void count;
  void ready;
  void log;
  throw new Error('demo');
};
