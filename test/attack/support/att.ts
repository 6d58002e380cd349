import { encode } from '../../../protocol/codec.ts';
import { fragment } from '../../../protocol/framing/ble.ts';
import type { PhoneMessage } from '../../../protocol/messages.ts';

export const le16 = (value: number): [number, number] => [value & 0xff, value >> 8];

/** Handles of the hub's table; the table is fixed, since phones cache it (SPEC.md section 7). */
export const handles = {
  info: 12,
  control: 14,
  controlConfiguration: 15,
  player: (slot: number): number => 17 + (slot - 1) * 4,
  playerConfiguration: (slot: number): number => 18 + (slot - 1) * 4,
} as const;

/** What a write without an MTU holds. */
const VALUE = 20;

/** Write requests that say a message on Control, at the smallest MTU. */
export const controlWrites = (message: PhoneMessage): readonly (readonly number[])[] =>
  fragment(encode(message), VALUE).map((value) => [0x12, ...le16(handles.control), ...value]);
