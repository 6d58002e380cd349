import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { games } from '../../../hub/games/catalogue.ts';
import type { HubOptions } from '../../../hub/hub.ts';
import { written } from '../../../hub/recording/batch-codec.ts';
import type { RoomEvent, RoomState } from '../../../hub/room/room-state.ts';
import { Keeper, type KeeperOptions } from '../../../hub/store/keeper.ts';
import type { OpenedStore } from '../../../hub/store/open.ts';
import type { RoomIdentity } from '../../../hub/store/records.ts';
import { openShelf } from '../../../hub/store/shelf.ts';
import { pad } from '../../../protocol/inputs.ts';
import { limits } from '../../../protocol/limits.ts';
import { createStateCodec } from '../../../protocol/state-codec.ts';
import { VirtualHub, type WirePhone } from '../../hub/support/virtual-hub.ts';

export const identity: RoomIdentity = { room: 'TEST', code: '4711', joinSecret: '', wantedGame: 'arena' };

/** Runs with a directory that is gone afterwards. */
export const withDir = async <T>(run: (dir: string) => Promise<T>): Promise<T> => {
  const dir = await mkdtemp(join(tmpdir(), 'partyline-store-'));
  try {
    return await run(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

/** All of a state that matters, as bytes: what everybody sees and what only the game knows. */
export const essence = (state: RoomState): string => {
  const seen = createStateCodec({ shared: state.game.shared }).sharedFull({
    room: state,
    game: state.game.view(state.play),
  });
  return Buffer.concat([seen, serialize(state.play), serialize(state.random)]).toString('base64');
};

/** A real hub in virtual time with a real keeper and a real store. */
export class KeptHub {
  readonly rig: VirtualHub;
  readonly keeper: Keeper;
  readonly said: string[] = [];
  /** What was true at each tick. */
  readonly truth = new Map<number, string>();
  date = Date.UTC(2026, 0, 1);

  constructor(
    dir: string,
    { shelf }: Pick<OpenedStore, 'shelf'>,
    hub: Partial<HubOptions> = {},
    keeper: Partial<KeeperOptions> = {},
  ) {
    if (!shelf) throw new Error('no shelf');
    let record: (events: readonly RoomEvent[], tick: number) => void = () => undefined;
    this.rig = new VirtualHub({ record: (events, tick) => record(events, tick), ...hub });
    const { time } = this.rig;
    this.keeper = new Keeper(this.rig.hub, {
      identity,
      shelf,
      reopen: async () => (await openShelf(join(dir, 'store'))).shelf,
      scheduler: time,
      date: () => this.date + time.now(),
      say: (sentence) => this.said.push(sentence),
      ...keeper,
    });
    record = (events, tick) => this.keeper.record(written(events, tick));
    this.truth.set(this.rig.hub.tick, essence(this.rig.hub.state));
    this.rig.hub.states$.subscribe(({ tick, state }) => this.truth.set(tick, essence(state)));
  }

  /** Lets virtual time pass and every write reach the disk. */
  async play(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10) {
      this.rig.advance(10);
      await this.keeper.writing;
    }
  }
}

export const walk = (phone: WirePhone, first: number, count = 1): void =>
  phone.send({ type: 'input', first, inputs: Array.from({ length: count }, (_, i) => pad(0, i % 3, 1)) });

export const catalogue = games;
export const { graceMs } = limits;
