import type { ClientMemory } from '../../../../protocol/client/types.ts';
import { parseJoinSecret } from '../../../../protocol/join-secret.ts';
import { roles } from '../../../../protocol/messages.ts';
import { pickLanguage } from '../common/i18n/index.ts';
import { load } from '../common/storage.ts';

export const memoryKey = 'partyline.session';
export const settingsKey = 'partyline.settings';

/** How this person likes the page. */
export interface Settings {
  readonly leftHanded: boolean;
  readonly vibrate: boolean;
  readonly language: string;
}

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

const parseMemory = (value: unknown): ClientMemory | undefined => {
  const kept = record(value);
  if (!kept) return undefined;
  const join = record(kept.join);
  const role = roles.find((one) => one === join?.role) ?? 'player';
  const colour = Number.isInteger(join?.colour) ? Number(join?.colour) & 15 : 0;
  const secret = parseJoinSecret(words(join?.secret)) ?? '';
  return {
    token: typeof kept.token === 'string' ? kept.token : undefined,
    spareTokens: Array.isArray(kept.spareTokens) ? kept.spareTokens.map(words) : [],
    join: join && { code: words(join.code), secret, name: words(join.name), role, colour, hostKey: '' },
  };
};

/** What the address of the page lets somebody in with. */
export interface Invited {
  /** Four digits, which somebody typed or sent; empty if there are none. */
  readonly code: string;
  /** The QR code's secret; empty if there is none. */
  readonly secret: string;
}

/** What this phone kept of its session, with what the address brings in place of what an older one brought. */
export const loadMemory = ({ code, secret }: Invited): ClientMemory | undefined => {
  const memory = load(memoryKey, parseMemory);
  if (!memory?.join || (code === '' && secret === '')) return memory;
  return { ...memory, join: { ...memory.join, code, secret } };
};

export const loadSettings = (): Settings => {
  const kept = load(settingsKey, record);
  return {
    leftHanded: kept?.leftHanded === true,
    vibrate: kept?.vibrate !== false,
    language: pickLanguage([words(kept?.language), ...navigator.languages]),
  };
};

/**
 * @returns the digits behind `?code=` or `#` of the address, and the QR code's secret behind `#`. That is taken out of the address, where
 * others could read it or a history keep it; a page that is loaded again before its person has joined still has it.
 */
export const takeInvitation = (): Invited => {
  const { search, hash, pathname } = location;
  const typed = new URLSearchParams(search).get('code') ?? hash.slice(1);
  const code = /^\d{4}$/.test(typed) ? typed : '';
  const scanned = parseJoinSecret(hash.slice(1));
  if (scanned) history.replaceState({ scanned }, '', pathname + search);
  return { code, secret: scanned ?? parseJoinSecret(words(record(history.state)?.scanned)) ?? '' };
};
