import { describe, expect, it } from 'vitest';
import { Newcomers, newcomerRules } from '../../hub/transport/newcomers.ts';
import { VirtualClock } from '../hub/support/virtual-clock.ts';

const MAX = 1_200;

/** A transport without sockets: links are numbers, and one that is ended for another is gone at once. */
class Door {
  readonly time = new VirtualClock();
  readonly up = new Map<number, string>();
  readonly ended: number[] = [];
  readonly #newcomers = new Newcomers<number>(MAX, () => this.time.now());
  #next = 0;

  /** @returns the link; undefined if it was refused. */
  open(source: string): number | undefined {
    const { admitted, end } = this.#newcomers.ask(source, this.up.size);
    if (end !== undefined) {
      this.close(end);
      this.ended.push(end);
    }
    if (!admitted) return undefined;
    this.#next += 1;
    this.up.set(this.#next, source);
    this.#newcomers.add(this.#next, source);
    return this.#next;
  }

  join(link: number): void {
    if (this.up.has(link)) this.#newcomers.joined(link);
  }

  close(link: number): void {
    this.up.delete(link);
    this.#newcomers.remove(link);
  }
}

describe('links that have not joined', () => {
  it('a thousand phones of one address join, 200 a second, each within half a second: none is ended or refused', () => {
    const door = new Door();
    for (let n = 0; n < 1_000; n += 1) {
      door.time.at(n * 5, () => {
        const link = door.open('10.0.0.1');
        if (link === undefined) throw new Error(`phone ${n} was refused`);
        door.time.at(500, () => door.join(link));
      });
    }
    door.time.runTo(10_000);
    expect(door.up.size).toBe(1_000);
    expect(door.ended).toEqual([]);
  });

  it('eight hundred that come at one moment are let in, though they take two seconds to join', () => {
    const door = new Door();
    const links = Array.from({ length: 800 }, () => door.open('10.0.0.1'));
    door.time.runTo(2_000);
    for (const link of links) door.join(link ?? 0);
    expect(door.up.size).toBe(800);
    expect(door.ended).toEqual([]);
  });

  it('of one address are eight once they are old, and 64 in all', () => {
    const door = new Door();
    for (let n = 0; n < 50; n += 1) {
      door.open('10.0.0.1');
      door.time.runTo(door.time.now() + newcomerRules.oldMs);
    }
    expect(door.up.size).toBe(newcomerRules.perSource);
    for (let n = 0; n < 100; n += 1) {
      door.open(`10.0.1.${n}`);
      door.time.runTo(door.time.now() + newcomerRules.oldMs);
    }
    expect(door.up.size).toBe(newcomerRules.unjoined);
  });

  it('of an address that floods make room for any other at once, and never those of the other', () => {
    const door = new Door();
    const waiting = door.open('10.0.0.9');
    let joined = 0;
    for (let now = 0; now < 60_000; now += 100) {
      door.time.runTo(now);
      for (let n = 0; n < 100; n += 1) door.open('10.0.0.1');
      const link = door.open('10.0.0.2');
      if (link === undefined) continue;
      joined += 1;
      door.join(link);
      door.close(link);
    }
    expect(joined).toBe(600);
    expect(door.up.has(waiting ?? 0)).toBe(true);
  });

  it('make room for a phone of the very same address within a second, for it asks as often as they do', () => {
    const door = new Door();
    for (let n = 0; n < 2 * MAX; n += 1) door.open('127.0.0.1');
    expect(door.open('127.0.0.1')).toBeUndefined();
    door.time.runTo(newcomerRules.crowdedOldMs);
    expect(door.open('127.0.0.1')).toBeDefined();
  });

  it('never take the last quarter from an address that has joined before', () => {
    const door = new Door();
    const link = door.open('10.0.0.2') ?? 0;
    door.join(link);
    door.close(link);
    // Eight of each of many addresses: no one is over its share, and none is old enough.
    for (let n = 0; n < 2 * MAX; n += 1) door.open(`10.1.${n % 150}.1`);
    expect(door.up.size).toBe(MAX * newcomerRules.crowded);
    expect(door.open('10.0.0.3')).toBeUndefined();
    expect(door.open('10.0.0.2')).toBeDefined();
  });

  it('leave nothing behind, however many addresses there were', () => {
    const door = new Door();
    for (let n = 0; n < 10_000; n += 1) {
      const link = door.open(`10.${n >> 8}.${n & 255}.1`) ?? 0;
      if (n % 2) door.join(link);
      door.close(link);
    }
    expect(door.up.size).toBe(0);
    expect(door.open('10.0.0.1')).toBeDefined();
  });
});
