import type { Input } from '../../../protocol/inputs.ts';
import { type Ink, packInk, readInk } from '../../../protocol/strokes.ts';
import { cleanText } from './text.ts';

const utf8 = { read: new TextDecoder(), write: new TextEncoder() };

/** The bytes behind the tag, or undefined for a pad and for another tag. */
const behind = (input: Input, tag: number): Uint8Array | undefined =>
  input.kind === 'move' && input.bytes[0] === tag ? input.bytes.subarray(1) : undefined;

/** @returns which choice was made with this tag: 0..count-1, else undefined. */
export const readChoice = (input: Input, tag: number, count: number): number | undefined => {
  const [choice, more] = behind(input, tag) ?? [];
  return choice !== undefined && more === undefined && choice < count ? choice : undefined;
};

/** @returns the text sent with this tag, cleaned and cut to bytes; undefined for another move and where nothing is left. */
export const readText = (input: Input, tag: number, maxBytes: number): string | undefined => {
  const bytes = behind(input, tag);
  return (bytes && cleanText(utf8.read.decode(bytes), maxBytes)) || undefined;
};

/** @returns the whole number that was typed with this tag if it is within low..high. */
export const readNumber = (input: Input, tag: number, low: number, high: number): number | undefined => {
  const text = readText(input, tag, 16);
  const value = text !== undefined && /^[+-]?\d{1,9}$/.test(text) ? Number(text) + 0 : undefined;
  return value !== undefined && value >= low && value <= high ? value : undefined;
};

/** @returns the direction of a swipe as steps on the axes: `{ x: 0, y: -1 }` for up. */
export const readSwipe = (
  input: Input,
  tag: number,
  ways: 4 | 8,
): { readonly x: number; readonly y: number } | undefined => {
  const direction = readChoice(input, tag, ways);
  return direction === undefined ? undefined : compass[direction * (8 / ways)];
};

/** From up, clockwise. */
const compass = [
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
  { x: -1, y: -1 },
] as const;

/** @returns which of `count` things was put at each place, each of them once. */
export const readOrder = (input: Input, tag: number, count: number): readonly number[] | undefined => {
  const order = [...(behind(input, tag) ?? [])];
  const isOrder =
    order.length === count && new Set(order).size === count && order.every((item) => item < count);
  return isOrder ? order : undefined;
};

/** @returns what was drawn on a sheet with so many pens. */
export const readDrawn = (input: Input, tag: number, pens: number): Ink | undefined => {
  const bytes = behind(input, tag);
  return bytes && readInk(bytes, pens);
};

const move = (tag: number, payload: ArrayLike<number>): Input => ({
  kind: 'move',
  bytes: Uint8Array.from([tag, ...Array.from(payload)]),
});

/** What a bot sends to choose. */
export const choose = (tag: number, choice: number): Input => move(tag, [choice]);

/** What a bot sends to swipe: 0 is up, and on clockwise. */
export const swipe = (tag: number, direction: number): Input => move(tag, [direction]);

/** What a bot sends to put things in order. */
export const arrange = (tag: number, order: readonly number[]): Input => move(tag, order);

/** What a bot sends to draw. */
export const ink = (tag: number, drawn: Ink): Input => move(tag, packInk(drawn));

/** What a bot sends to say something; cut to the bytes of a move. */
export const say = (tag: number, text: string, maxBytes = 63): Input =>
  move(tag, utf8.write.encode(cleanText(text, maxBytes)));
