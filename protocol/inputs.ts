import type { ByteReader } from './bytes/reader.ts';
import type { ByteWriter } from './bytes/writer.ts';
import { ProtocolError } from './errors.ts';
import type { Field } from './fields.ts';
import { limits } from './limits.ts';

/**
 * A controller as it stands at one moment. `buttons` has bit i set while button i of the W3C Gamepad "standard" mapping is
 * held (17 buttons); `axes` are left x, left y, right x, right y, each an int8 (-127..127; -128 is not sent).
 */
export interface PadInput {
  readonly kind: 'pad';
  readonly buttons: number;
  readonly axes: readonly [number, number, number, number];
}

/** A move of a turn-based game; the game alone knows what the bytes mean. */
export interface MoveInput {
  readonly kind: 'move';
  readonly bytes: Uint8Array;
}

export type Input = PadInput | MoveInput;

export const BUTTONS = 17;
const MOST_BUTTONS = 1 << BUTTONS;
/** Of the buttons that are not in the first byte. */
const MOST_HIGH_BUTTONS = MOST_BUTTONS >>> 8;
const MOVE = 0x80;
const LOW_BUTTONS = 0x10;
const HIGH_BUTTONS = 0x20;

/** Builds a pad input; axes not given are at rest. */
export const pad = (buttons = 0, ...axes: number[]): PadInput => ({
  kind: 'pad',
  buttons,
  axes: [axes[0] ?? 0, axes[1] ?? 0, axes[2] ?? 0, axes[3] ?? 0],
});

const writePad = (to: ByteWriter, { buttons, axes }: PadInput): void => {
  if (buttons < 0 || buttons >= MOST_BUTTONS)
    throw new RangeError(`buttons ${buttons} are over ${BUTTONS} bits`);
  let flags = 0;
  for (let i = 0; i < axes.length; i += 1) {
    const axis = axes[i] ?? 0;
    if (!Number.isInteger(axis) || axis < -127 || axis > 127)
      throw new RangeError(`axis ${axis} is not within -127..127`);
    if (axis !== 0) flags |= 1 << i;
  }
  if ((buttons & 0xff) !== 0) flags |= LOW_BUTTONS;
  if (buttons >>> 8 !== 0) flags |= HIGH_BUTTONS;
  to.u8(flags);
  for (const axis of axes) if (axis !== 0) to.u8(axis & 0xff);
  if (flags & LOW_BUTTONS) to.u8(buttons & 0xff);
  if (flags & HIGH_BUTTONS) to.u16(buttons >>> 8);
};

/** @param present its bit of the flags, or 0. */
const readAxis = (from: ByteReader, present: number): number => {
  if (present === 0) return 0;
  const value = (from.u8() << 24) >> 24;
  if (value === -128 || value === 0) throw new ProtocolError('badFrame', `axis byte ${value}`);
  return value;
};

const readPad = (from: ByteReader, flags: number): PadInput => {
  if (flags & 0x40) throw new ProtocolError('badFrame', `input flags ${flags}`);
  const axes: PadInput['axes'] = [
    readAxis(from, flags & 1),
    readAxis(from, flags & 2),
    readAxis(from, flags & 4),
    readAxis(from, flags & 8),
  ];
  const low = flags & LOW_BUTTONS ? from.u8() : 0;
  const high = flags & HIGH_BUTTONS ? from.u16() : 0;
  if ((flags & LOW_BUTTONS && low === 0) || (flags & HIGH_BUTTONS && high === 0))
    throw new ProtocolError('badFrame', 'buttons that are not held');
  if (high >= MOST_HIGH_BUTTONS) throw new ProtocolError('badFrame', `buttons ${high}`);
  return { kind: 'pad', buttons: low | (high << 8), axes };
};

/** Section 5 of SPEC.md: one byte of flags, then only what is not at rest; or a length and the bytes of a move. */
export const input: Field<Input> = {
  layout: 'input',
  write: (to, value) => {
    if (value.kind === 'pad') return writePad(to, value);
    if (value.bytes.length > limits.moveBytes) throw new RangeError(`move is over ${limits.moveBytes} bytes`);
    to.u8(MOVE);
    return to.bytes(value.bytes);
  },
  read: (from) => {
    const flags = from.u8();
    if (flags === MOVE) return { kind: 'move', bytes: from.bytes(limits.moveBytes) };
    if (flags & MOVE) throw new ProtocolError('badFrame', `input flags ${flags}`);
    return readPad(from, flags);
  },
};
