import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from './hub-address.ts';

const token = z.string().regex(/^[0-9a-f]{32}$/);
/** For each phone its tokens, the newest first. */
const kept = z.array(z.array(token));

const read = (file: string): readonly (readonly string[])[] => {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new UsageError(`--keep: ${file} does not hold tokens of phones. Name another file, or delete it.`);
  }
};

/** Resume tokens of a crowd in a file, as a phone keeps its own: who finds some there goes on with that session. */
export class Keepsake {
  readonly #file: string;
  readonly #tokens: (readonly string[])[];

  /** @param file read now if it is there. @throws UsageError if it holds something else. */
  constructor(file: string) {
    this.#file = file;
    this.#tokens = [...read(file)];
  }

  /** Tokens of the n-th phone as 32 hex digits each, the newest first; n from 0. */
  tokens(n: number): readonly string[] {
    return this.#tokens[n] ?? [];
  }

  /** Writes at once: the process may be killed in the next moment. */
  keep(n: number, tokens: readonly string[]): void {
    if (this.tokens(n).join() === tokens.join()) return;
    while (this.#tokens.length < n) this.#tokens.push([]);
    this.#tokens[n] = tokens;
    // Under another name first: a process that dies while it writes leaves the old file whole.
    writeFileSync(`${this.#file}.part`, JSON.stringify(this.#tokens), { mode: 0o600 });
    renameSync(`${this.#file}.part`, this.#file);
  }
}
