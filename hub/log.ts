import pino, { type Logger } from 'pino';

export type Log = Logger;

/** JSON lines on stderr. Tokens and codes are never given to it; the paths here are the second lock on that door. */
export const createLog = (level: string): Log =>
  pino(
    { level, base: null, redact: ['token', 'code', 'hostKey', '*.token', '*.code', '*.hostKey'] },
    pino.destination({ fd: 2, sync: true }),
  );
