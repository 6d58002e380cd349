import { limits } from './limits.ts';

/**
 * The GATT table (SPEC.md section 7). One random 128-bit base; the third and fourth byte number the attributes. Phones cache
 * this table, iOS for a day, so it is fixed: every slot is there from the start and nothing is added at run time.
 */
const uuid = (short: number): string =>
  `7a1c${short.toString(16).padStart(4, '0')}-5e0b-4d6f-9a37-c2f81b64d05e`;

export const gatt = {
  service: uuid(0x0001),
  /** read: the hub message as it stands now. */
  info: uuid(0x0002),
  /** write + indicate: everything before the welcome, and all of it for a link that has no slot. */
  control: uuid(0x0003),
  /** write, write without response, notify: slot 1..16. */
  player: (slot: number): string => uuid(0x0100 + slot),
  players: Array.from({ length: limits.slots }, (_, i) => uuid(0x0101 + i)),
} as const;
