import type { GameEvent } from '../game.ts';

const types = ['tick', 'sit', 'stand', 'away', 'back'] as const;
const PAD = 5;
const MOVE = 6;

/** @returns events as a flat row of numbers: of all that crosses into a game this is what there is most of. */
export const packEvents = (events: readonly GameEvent[]): number[] => {
  const row: number[] = [];
  for (const event of events) {
    if (event.type === 'tick') row.push(0);
    else if (event.type !== 'input') row.push(types.indexOf(event.type), event.seat);
    else if (event.input.kind === 'pad') row.push(PAD, event.seat, event.input.buttons, ...event.input.axes);
    else row.push(MOVE, event.seat, event.input.bytes.length, ...event.input.bytes);
  }
  return row;
};

/** Reads what {@link packEvents} wrote. Handed over as text, so it uses nothing from outside this function. */
export const unpackEvents = (row: readonly number[]): unknown[] => {
  const types = ['tick', 'sit', 'stand', 'away', 'back'];
  const events: unknown[] = [];
  for (let at = 0; at < row.length; ) {
    const kind = row[at] as number;
    const seat = row[at + 1] as number;
    if (kind === 0) {
      events.push({ type: 'tick' });
      at += 1;
    } else if (kind < 5) {
      events.push({ type: types[kind], seat });
      at += 2;
    } else if (kind === 5) {
      const axes = [row[at + 3], row[at + 4], row[at + 5], row[at + 6]];
      events.push({ type: 'input', seat, input: { kind: 'pad', buttons: row[at + 2], axes } });
      at += 7;
    } else {
      const from = at + 3;
      at = from + (row[at + 2] as number);
      events.push({
        type: 'input',
        seat,
        input: { kind: 'move', bytes: Uint8Array.from(row.slice(from, at)) },
      });
    }
  }
  return events;
};
