import pino, { type Logger } from 'pino';
import { LogOutlet } from './log-outlet.ts';

export type Log = Logger;

/** Where a secret could be, by its exact path: `code` alone is also what systems and errors call their reasons (`err.code`). */
const secrets = [
  'token',
  'code',
  'hostKey',
  '*.token',
  '*.hostKey',
  'config.code',
  'identity.code',
  'ready.code',
];

/** JSON lines on stderr. Tokens and codes are never given to it; the paths here are the second lock on that door. */
export const createLog = (level: string, to: { write(line: string): void } = new LogOutlet(2)): Log =>
  pino({ level, base: null, redact: secrets }, to);
