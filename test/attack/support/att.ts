import { encode } from '../../../protocol/codec.ts';
import { fragment } from '../../../protocol/framing/ble.ts';
import type { PhoneMessage } from '../../../protocol/messages.ts';
import { handles } from '../../transport/ble/support/handles.ts';

export const le16 = (value: number): [number, number] => [value & 0xff, value >> 8];

/** What a write without an MTU holds. */
const VALUE = 20;

/** Write requests that say a message on Control, at the smallest MTU. */
export const controlWrites = (message: PhoneMessage): readonly (readonly number[])[] =>
  fragment(encode(message), VALUE).map((value) => [0x12, ...le16(handles.control), ...value]);
