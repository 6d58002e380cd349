import { limits } from '../limits.ts';
import type { ClientMemory, JoinWish } from './types.ts';

/** Tokens kept besides the newest: a hub that died may have come back without knowing of that one. */
const SPARE_TOKENS = 4;

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
  /** As hex, the newest first. */
  #tokens: readonly string[];
  #join: JoinWish | undefined;
  /** The hub has refused the code and waits for another. */
  #refused = false;

  /** A damaged token is as good as none. */
  constructor(memory: ClientMemory | undefined) {
    const kept = [memory?.token, ...(memory?.spareTokens ?? [])];
    this.#tokens = kept.filter((hex) => hex !== undefined && fromHex(hex) !== undefined) as string[];
    this.#join = memory?.join;
  }

  get hasToken(): boolean {
    return this.#tokens.length > 0;
  }

  /** @returns the newest token that this link has not been refused. */
  tokenFor(link: { readonly refusedTokens: ReadonlySet<string> }): Uint8Array | undefined {
    const hex = this.#tokens.find((one) => !link.refusedTokens.has(one));
    return hex === undefined ? undefined : fromHex(hex);
  }

  /** What to join with, if there is something the hub has not refused. */
  wish(codeNeeded: boolean): JoinWish | undefined {
    if (!this.#join || this.#refused) return undefined;
    const { code, hostKey, secret = '' } = this.#join;
    if (codeNeeded && code === '' && hostKey === '' && secret === '') return undefined;
    return this.#join;
  }

  get memory(): ClientMemory {
    const [token, ...spareTokens] = this.#tokens;
    return { token, join: this.#join, ...(spareTokens.length > 0 ? { spareTokens } : {}) };
  }

  typed(join: JoinWish): void {
    this.#join = join;
    this.#refused = false;
  }

  codeRefused(): void {
    this.#refused = true;
  }

  /** @param asked the token that was shown to the hub, and that it therefore knows; undefined after a join, which ends what was before. */
  welcomed(token: Uint8Array, asked: Uint8Array | undefined): void {
    const before = asked ? [toHex(asked), ...this.#tokens] : [];
    this.#tokens = [...new Set([toHex(token), ...before])].slice(0, 1 + SPARE_TOKENS);
    this.#refused = false;
  }

  forget(): void {
    this.#tokens = [];
  }
}

/** @returns how a link notes a token that the hub does not know. */
export const tokenName = toHex;
