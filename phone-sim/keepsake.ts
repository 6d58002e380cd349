import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from './hub-address.ts';

const kept = z.array(
  z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
);

const read = (file: string): readonly (string | null)[] => {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new UsageError(`--keep: ${file} does not hold tokens of phones. Name another file, or delete it.`);
  }
};

/** Resume tokens of a crowd in a file, as a phone keeps its own: who finds one there goes on with that session. */
export class Keepsake {
  readonly #file: string;
  readonly #tokens: (string | null)[];

  /** @param file read now if it is there. @throws UsageError if it holds something else. */
  constructor(file: string) {
    this.#file = file;
    this.#tokens = [...read(file)];
  }

  /** Token of the n-th phone as 32 hex digits, n from 0. */
  token(n: number): string | undefined {
    return this.#tokens[n] ?? undefined;
  }

  /** Writes at once: the process may be killed in the next moment. */
  keep(n: number, token: string | undefined): void {
    if (this.token(n) === token) return;
    while (this.#tokens.length < n) this.#tokens.push(null);
    this.#tokens[n] = token ?? null;
    // Under another name first: a process that dies while it writes leaves the old file whole.
    writeFileSync(`${this.#file}.part`, JSON.stringify(this.#tokens), { mode: 0o600 });
    renameSync(`${this.#file}.part`, this.#file);
  }
}
