import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyGame } from '../../../hub/games/game.ts';
import { written } from '../../../hub/recording/batch-codec.ts';
import { MatchRecorder } from '../../../hub/recording/match-recorder.ts';
import type { RoomEvent, RoomState } from '../../../hub/room/room-state.ts';
import { pad } from '../../../protocol/inputs.ts';
import { VirtualHub, type WirePhone } from '../../hub/support/virtual-hub.ts';

const UP = 1 << 12;
const DOWN = 1 << 13;

export interface RecordOptions {
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** Fifths of a second that are played at most. */
  readonly steps?: number;
}

/** A match that was played, and every state of it as it truly was, by tick. */
export interface Recorded {
  readonly path: string;
  readonly truth: ReadonlyMap<number, RoomState>;
}

/** Plays a match, as a rule a whole one, between two who push at random and serve, with a real hub in virtual time. */
export const recordMatch = async (
  dir: string,
  game: AnyGame,
  { at = Date.UTC(2026, 0, 1), steps = 600 }: RecordOptions = {},
): Promise<Recorded> => {
  const before = new Set(await readdir(dir));
  const recorder = new MatchRecorder({
    dir,
    hubName: 'Test hub',
    date: () => at,
    say: (sentence) => {
      throw new Error(sentence);
    },
  });
  let recording = (_events: readonly RoomEvent[], _tick: number): void => undefined;
  const rig = new VirtualHub({ game, record: (events, tick) => recording(events, tick) });
  recording = (events, tick) => recorder.record(written(events, tick));
  const truth = new Map<number, RoomState>();
  rig.hub.states$.subscribe((snapshot) => {
    recorder.state(snapshot);
    truth.set(snapshot.tick, snapshot.state);
  });
  const phones: [WirePhone, number][] = [
    [rig.join('Ada', { colour: 4 }), 0],
    [rig.join('Bob', { colour: 9 }), 0],
  ];
  phones[0]?.[0].send({ type: 'command', command: 'start', member: 0, argument: '' });
  rig.advance(3_100);
  for (let i = 0; i < steps && rig.hub.state.phase === 'playing'; i += 1) {
    for (const [n, entry] of phones.entries()) {
      entry[1] += 1;
      const press = (i * 7 + n * 3) % 5;
      const buttons = (i % 2) | (press < 2 ? UP : press < 4 ? DOWN : 0);
      entry[0].send({ type: 'input', first: entry[1], inputs: [pad(buttons, press - 2, n + 1)] });
    }
    rig.advance(200, 20);
  }
  await recorder.stop();
  const name = (await readdir(dir)).find((one) => !before.has(one));
  return { path: join(dir, name ?? ''), truth };
};
