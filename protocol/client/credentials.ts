import { limits } from '../limits.ts';
import type { ClientMemory, JoinWish } from './types.ts';

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

const fromHex = (hex: string): Uint8Array | undefined => {
  if (!/^[0-9a-f]+$/i.test(hex) || hex.length !== 2 * limits.tokenBytes) return undefined;
  return Uint8Array.from({ length: limits.tokenBytes }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
};

/** What lets this client in: the token of its session, else what a person typed (rule 2). */
export class Credentials {
  #token: Uint8Array | undefined;
  #join: JoinWish | undefined;
  /** The hub has refused the code and waits for another. */
  #refused = false;

  /** A damaged token is as good as none. */
  constructor(memory: ClientMemory | undefined) {
    this.#token = memory?.token === undefined ? undefined : fromHex(memory.token);
    this.#join = memory?.join;
  }

  get token(): Uint8Array | undefined {
    return this.#token;
  }

  /** What to join with, if there is something the hub has not refused. */
  wish(codeNeeded: boolean): JoinWish | undefined {
    if (!this.#join || this.#refused) return undefined;
    if (codeNeeded && this.#join.code === '' && this.#join.hostKey === '') return undefined;
    return this.#join;
  }

  get memory(): ClientMemory {
    return { token: this.#token && toHex(this.#token), join: this.#join };
  }

  typed(join: JoinWish): void {
    this.#join = join;
    this.#refused = false;
  }

  codeRefused(): void {
    this.#refused = true;
  }

  welcomed(token: Uint8Array): void {
    this.#token = token;
    this.#refused = false;
  }

  tokenUnknown(): void {
    this.#token = undefined;
  }
}
