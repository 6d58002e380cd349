/** What a check says of one thing. `fail`: it keeps the hub from doing what it could do here. `warn`: it plays, with less. */
export interface Finding {
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was looked at, one word or two; the same in every run, for programs that read the JSON. */
  readonly about: string;
  /** One sentence. */
  readonly text: string;
  /** What to type or do to mend it. */
  readonly fix?: string;
}

export const ok = (about: string, text: string): Finding => ({ status: 'ok', about, text });
export const warn = (about: string, text: string, fix: string): Finding => ({
  status: 'warn',
  about,
  text,
  fix,
});
export const fail = (about: string, text: string, fix: string): Finding => ({
  status: 'fail',
  about,
  text,
  fix,
});
