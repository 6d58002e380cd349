import type { ClientMemory } from '../../../../protocol/client/types.ts';
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
  return {
    token: typeof kept.token === 'string' ? kept.token : undefined,
    join: join && { code: words(join.code), name: words(join.name), role, colour, hostKey: '' },
  };
};

/** What this phone kept of its session, with the code of the address, as the QR code brings it, in place of an older one. */
export const loadMemory = (code: string): ClientMemory | undefined => {
  const memory = load(memoryKey, parseMemory);
  return memory?.join && code ? { ...memory, join: { ...memory.join, code } } : memory;
};

export const loadSettings = (): Settings => {
  const kept = load(settingsKey, record);
  return {
    leftHanded: kept?.leftHanded === true,
    vibrate: kept?.vibrate !== false,
    language: pickLanguage([words(kept?.language), ...navigator.languages]),
  };
};

/** @returns the digits behind `?code=` or `#` of an address, or none. */
export const codeOf = ({ search, hash }: Pick<Location, 'search' | 'hash'>): string => {
  const typed = new URLSearchParams(search).get('code') ?? hash.slice(1);
  return /^\d{4}$/.test(typed) ? typed : '';
};
