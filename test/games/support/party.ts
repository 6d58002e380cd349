import { games } from '../../../hub/games/catalogue.ts';
import type { AnyGame } from '../../../hub/games/game.ts';
import type { HubOptions } from '../../../hub/hub.ts';
import type { RoomState } from '../../../hub/room/room-state.ts';
import { pad } from '../../../protocol/inputs.ts';
import { CODE, type TestPhone, World, wish } from '../../client/support/world.ts';

const NAMES = ['Ada', 'Bob', 'Cleo', 'Dan'];

/** What is left of a party after an evening. */
interface Rest {
  readonly phase: string;
  readonly game: string;
  readonly seated: number;
  /** Links that phones opened, beside the first of each. */
  readonly linksLost: number;
  /** Whether all who are here see the match. */
  readonly isShown: boolean;
}

/** A party that lost nothing but a match. */
export const unharmed: Rest = { phase: 'playing', game: 'arena', seated: 4, linksLost: 0, isShown: true };

/** Four people with real clients at a real hub in virtual time, who play one game for a while, whatever it does, and then another. */
export class Party {
  readonly world: World;
  readonly phones: readonly TestPhone[];
  /** Sentences about games that were put aside, and about games that phones cannot read. */
  readonly said: string[] = [];
  #played = 0;

  /** @param game the one that the hub begins with, unchecked: as one that every check let pass. */
  constructor(game: AnyGame, more: Partial<HubOptions> = {}) {
    const say = (words: string): number => this.said.push(words);
    this.world = new World(
      { code: CODE, game },
      { catalogue: new Map([[game.meta.id, game], ...games]), fault: say, unreadable: say, ...more },
    );
    this.phones = NAMES.map((name) => {
      const phone = this.world.phone({
        kinds: ['websocket'],
        memory: { token: undefined, join: wish(name) },
      });
      this.world.run(100);
      return phone;
    });
  }

  get state(): RoomState {
    return this.world.hub.state;
  }

  command(command: 'start' | 'game' | 'end', argument = ''): void {
    this.phones[0]?.handle({ type: 'command', command, member: 0, argument });
    this.world.run(200);
  }

  /** Everybody pushes and presses, and writes now and then. */
  play(ms: number): void {
    for (let left = ms; left > 0; left -= 200) {
      this.#played += 1;
      for (const [i, phone] of this.phones.entries()) {
        const isText = this.#played % 5 === 0;
        const push = ((this.#played * 37 + i * 11) % 200) - 100;
        const input = isText
          ? ({ kind: 'move', bytes: Uint8Array.of(0, 104, 105) } as const)
          : pad((this.#played + i) % 2, push);
        phone.handle({ type: 'input', input });
      }
      this.world.run(200);
    }
  }

  /** The last phone is gone for now, in the middle of it. */
  loseOne(): void {
    const last = this.phones.at(-1);
    last?.deadRadios.add('websocket');
    last?.cut();
    this.world.run(100);
  }

  /** A match of the game, with one who goes away, as far as it comes. */
  evening(): this {
    this.command('start');
    this.world.run(3_200);
    this.play(4_000);
    this.loseOne();
    this.play(14_000);
    return this;
  }

  /** Chooses the arena and plays it. */
  goesOn(): Rest {
    if (this.state.phase !== 'lobby') this.command('end');
    if (this.state.game.meta.id !== 'arena') this.command('game', 'arena');
    this.command('start');
    this.world.run(3_200);
    this.play(1_000);
    const { phase, game, members } = this.state;
    const here = this.phones.slice(0, -1);
    const newest = here.map((phone) => phone.states.at(-1)?.view.shared);
    return {
      phase,
      game: game.meta.id,
      seated: [...members.values()].filter(({ seat }) => seat !== undefined).length,
      linksLost:
        here.flatMap(({ effects }) => effects.filter(({ type }) => type === 'connect')).length - here.length,
      isShown: newest.every((seen) => seen?.room.phase === phase && 'players' in (seen.game as object)),
    };
  }
}
