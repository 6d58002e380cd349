import { describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import { ghostRules } from '../../hub/pipeline/ghosts.ts';
import { JoinGate } from '../../hub/pipeline/join-gate.ts';
import type { LinkEvent } from '../../hub/pipeline/link-events.ts';
import { rates } from '../../hub/pipeline/rates.ts';
import type { SessionEffect } from '../../hub/pipeline/session.ts';
import { SessionBook } from '../../hub/pipeline/session-book.ts';
import { reduceRoom } from '../../hub/room/reduce.ts';
import { emptyRoom, type RoomEvent } from '../../hub/room/room-state.ts';
import { createMemoryPair } from '../../hub/transport/memory.ts';
import type { Link } from '../../hub/transport/port.ts';
import { errorNameOf } from '../../protocol/errors.ts';
import { limits, PLAIN_VERSION } from '../../protocol/limits.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import { MEMBERS } from '../../protocol/room-view.ts';
import { pure } from '../../protocol/sealed/pure.ts';
import { disguised, gameNamed } from '../hub/support/virtual-hub.ts';

/** Sessions and a room, without radios, states or clock. */
class Sessions {
  now = 0;
  room;
  readonly book: SessionBook;
  readonly #reduce = reduceRoom(games);
  #links = 0;

  constructor(game: string) {
    this.room = emptyRoom(gameNamed(game), 1);
    let tokens = 0;
    this.book = new SessionBook({
      gate: new JoinGate({ code: undefined, random01: () => 0 }),
      catalogue: games,
      room: () => this.room,
      shared: () => undefined,
      describe: () => ({ type: 'hub' }) as unknown as MessageOf<'hub'>,
      roomId: 'TEST',
      hostKey: 'key',
      plain: true,
      primitives: pure,
      graceMs: limits.graceMs,
      randomBytes: (count) => {
        tokens += 1;
        return new Uint8Array(count).fill(tokens & 0xff).fill(tokens >> 8, 0, 1);
      },
    });
  }

  #took(effects: readonly SessionEffect[]): readonly SessionEffect[] {
    const events: RoomEvent[] = effects.flatMap((one) => (one.type === 'room' ? [one.event] : []));
    this.room = this.#reduce(this.room, events);
    this.book.arrived(events);
    return effects;
  }

  /** Somebody wants in. @returns how it went, and how to be gone without a goodbye. */
  join(source: string, name = 'X'): { answer: string; retryMs: number; vanish: () => void } {
    this.#links += 1;
    const link: Link = disguised(createMemoryPair({ id: `memory-${this.#links}` }).hub, 'tcp', source);
    const from: Extract<LinkEvent, { type: 'opened' }>['source'] = {
      link,
      entry: undefined,
      seal: undefined,
    };
    const at = this.now;
    const hello = { type: 'hello', version: PLAIN_VERSION, oldest: 1, features: 0, client: '' } as const;
    const join = { type: 'join', code: '', name, role: 'player', colour: 0, hostKey: '' } as const;
    this.#took(this.book.handle({ type: 'opened', source: from, at }));
    this.#took(this.book.handle({ type: 'message', source: from, at, message: hello }));
    const effects = this.#took(this.book.handle({ type: 'message', source: from, at, message: join }));
    const vanish = (): void => {
      const closed = { cause: 'lost', detail: '' } as const;
      this.#took(this.book.handle({ type: 'closed', source: from, at: this.now, closed }));
    };
    for (const effect of effects) {
      if (effect.type === 'close') return { answer: effect.error ?? '', retryMs: 0, vanish };
      if (effect.type !== 'send') continue;
      const { message } = effect;
      if (message.type === 'welcome') return { answer: 'welcome', retryMs: 0, vanish };
      if (message.type === 'error')
        return { answer: errorNameOf(message.code) ?? '', retryMs: message.retryMs, vanish };
    }
    throw new Error('no answer');
  }

  pass(ms: number): void {
    this.now += ms;
    this.#took(this.book.advance(this.now));
  }
}

describe('9.2 who may join', () => {
  it('a thousand phones of one address, 200 a second: none has to wait', () => {
    const sessions = new Sessions('arena');
    for (let n = 0; n < 1_000; n += 1) {
      if (n % 50 === 49) sessions.pass(250);
      expect(sessions.join('10.0.0.1').answer).toBe('welcome');
    }
    expect(sessions.room.members.size).toBe(1_000);
  });

  it('a thousand that all go and come again wait for seconds, not for minutes', () => {
    const sessions = new Sessions('arena');
    const first = Array.from({ length: 900 }, () => sessions.join('10.0.0.1'));
    for (const { vanish } of first) vanish();
    const { answer, retryMs } = sessions.join('10.0.0.1');
    expect(answer).toBe('tooFast');
    expect(retryMs).toBeLessThan(5_000);
    sessions.pass(retryMs);
    for (let n = 0; n < 900; n += 1) expect(sessions.join('10.0.0.1').answer).toBe('welcome');
  });

  it('an address whose members come and go is slowed down; a class beside it is not', () => {
    const sessions = new Sessions('pong');
    let floods = 0;
    let most = 0;
    const pupils: string[] = [];
    for (let tick = 0; tick < 60 * 4; tick += 1) {
      sessions.pass(250);
      for (let n = 0; n < 50; n += 1) {
        const { answer, vanish } = sessions.join('10.0.0.66', `E${tick} ${n}`);
        if (answer === 'welcome') floods += 1;
        vanish();
      }
      // A class of 31 in ten seconds.
      if (tick >= 100 && pupils.length < 31) pupils.push(sessions.join(`10.0.1.${tick}`).answer);
      most = Math.max(most, sessions.room.members.size);
    }
    // Of 12,000 tries.
    expect(floods).toBeLessThan(rates.partedAtOnce + 60 * rates.partedPerSecond + 5);
    expect(most).toBeLessThan(200);
    expect(pupils).toEqual(Array(31).fill('welcome'));
  });
});

describe('10.10 ghosts', () => {
  it('without a seat are kept the whole time in a house, and for ten seconds where there are many', () => {
    const sessions = new Sessions('pong');
    const away = (count: number, source: (n: number) => string): void => {
      for (let n = 0; n < count; n += 1) sessions.join(source(n)).vanish();
    };
    away(2 + ghostRules.seatless, (n) => `10.0.0.${n}`);
    sessions.pass(limits.graceMs - 1_000);
    expect(sessions.room.members.size).toBe(2 + ghostRules.seatless);
    sessions.pass(1_000);
    expect(sessions.room.members.size).toBe(0);
    away(2 + 3 * ghostRules.seatless, (n) => `10.0.1.${n}`);
    sessions.pass(ghostRules.seatlessMs - 1_000);
    expect(sessions.room.members.size).toBe(2 + 3 * ghostRules.seatless);
    sessions.pass(1_000);
    // Those two have the seats, and one of them the host's rights.
    expect(sessions.room.members.size).toBe(2 + ghostRules.seatless);
  });

  it('go first when the room is full: those of the address that has most of them, not the one phone that sleeps', () => {
    const sessions = new Sessions('arena');
    const seats = gameNamed('arena').meta.seats.max;
    expect(sessions.join('10.0.0.1', 'Sleeper').answer).toBe('welcome');
    const living = sessions.join('10.0.0.2', 'Living');
    for (let n = 0; sessions.room.members.size < MEMBERS; n += 1) {
      if (n % 200 === 0) sessions.pass(1_000);
      const one = sessions.join(`10.1.${n % 60}.1`, `G${n}`);
      expect(one.answer).toBe('welcome');
      one.vanish();
      if (n === 0) sessions.join('10.0.0.1', 'Asleep').vanish();
    }
    expect(seats).toBeLessThan(MEMBERS);
    for (let n = 0; n < 50; n += 1) expect(sessions.join('10.0.0.3', `New ${n}`).answer).toBe('welcome');
    const names = [...sessions.room.members.values()].map(({ name }) => name);
    expect(names).toHaveLength(MEMBERS);
    for (const name of ['Sleeper', 'Living', 'Asleep', 'New 49']) expect(names).toContain(name);
    living.vanish();
  });
});
