import { describe, expect, it } from 'vitest';
import { rates } from '../../hub/pipeline/rates.ts';
import { pad } from '../../protocol/inputs.ts';
import { CODE, type TestPhone, World, wish } from './support/world.ts';

const joined = (world: World, options: Parameters<World['phone']>[0] & { name?: string }): TestPhone => {
  const { name = 'Ada', ...rest } = options;
  const phone = world.phone({ memory: { token: undefined, join: wish(name) }, ...rest });
  world.until(() => phone.states.length > 0);
  return phone;
};

const acknowledged = (phone: TestPhone): boolean =>
  phone.session.inputs.acknowledged === phone.session.inputs.numbered;

describe('a client session', () => {
  it('says hello, joins with what was typed, and sees states (rules 1 and 2)', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    expect(phone.status).toBe('playing');
    expect(phone.states.at(-1)?.view.shared.room.members.get(0)?.name).toBe('Ada');
    expect(phone.session.memory.token).toMatch(/^[0-9a-f]{32}$/);
  });

  it('ignores a message of a newer hub from 0x60 up, and closes on one below (rule 4.1.5)', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'], plain: true });
    const [linkId = 0] = phone.wires.keys();
    const frame = (...bytes: number[]) =>
      phone.handle({ type: 'frame', linkId, frame: Uint8Array.from(bytes) }).map(({ type }) => type);
    expect(frame(0x60, 1, 2)).toEqual([]);
    expect(frame(0x7f)).toEqual([]);
    expect(frame(0x5f)).toContain('close');
  });

  it('asks for a code where one is needed, and for another when it was wrong', () => {
    const world = new World();
    const phone = world.phone({ kinds: ['websocket'] });
    world.until(() => phone.status === 'codeNeeded');
    phone.handle({ type: 'join', join: { ...wish('Ada'), code: '0000' } });
    world.until(() => phone.effects.some((e) => e.type === 'error' && e.name === 'wrongCode'));
    expect(phone.status).toBe('codeNeeded');
    phone.handle({ type: 'join', join: wish('Ada') });
    world.until(() => phone.status === 'playing');
  });

  it('joins without a person where no code is needed', () => {
    const world = new World({ code: undefined });
    const phone = world.phone({
      kinds: ['websocket'],
      memory: { token: undefined, join: { ...wish('Ada'), code: '' } },
    });
    world.until(() => phone.status === 'playing');
  });

  it('waits out a pause of the hub and gets in with the right code by itself', () => {
    const world = new World();
    const rude = world.phone({ kinds: ['tcp'] });
    world.until(() => rude.status === 'codeNeeded');
    for (let i = 0; i < 5; i += 1) {
      rude.handle({ type: 'join', join: { ...wish('Eve'), code: '1234' } });
      world.run(50);
    }
    const phone = world.phone({ kinds: ['websocket'], memory: { token: undefined, join: wish('Ada') } });
    world.until(() => phone.status === 'waiting', 500);
    world.until(() => phone.status === 'playing');
  });

  it('does not come back by itself while a person looks for the code', () => {
    const world = new World();
    const phone = world.phone({ kinds: ['websocket'] });
    world.until(() => phone.status === 'codeNeeded');
    world.run(60_000);
    expect(phone.wires.size).toBe(0);
    expect(phone.effects.filter((e) => e.type === 'connect')).toHaveLength(1);
    phone.handle({ type: 'join', join: wish('Ada') });
    world.until(() => phone.status === 'playing');
  });

  it('sends again on the new link what the old one took with it, in order and once (rules 3 and 5)', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['ble', 'websocket'] });
    for (let i = 1; i <= 20; i += 1) {
      phone.handle({ type: 'input', input: pad(0, (i % 3) + 1) });
      if (i === 10) phone.silence();
      world.run(3);
    }
    phone.cut();
    phone.handle({ type: 'linkDown', linkId: 1, cause: 'lost' });
    world.until(() => phone.status === 'playing' && acknowledged(phone));
    expect(world.inputsOf(0)).toEqual(phone.numbered.map(({ sequence, input }) => ({ sequence, input })));
    expect(phone.numbered).toHaveLength(20);
  });

  it('numbers at most 64 unacknowledged inputs and keeps only the latest pad behind them (rule 5)', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    phone.silence();
    for (let i = 0; i < 100; i += 1) phone.handle({ type: 'input', input: pad(i) });
    expect(phone.numbered).toHaveLength(64);
    world.until(() => phone.numbered.length > 64);
    world.until(() => acknowledged(phone));
    expect(world.inputsOf(0).map(({ input }) => input.kind === 'pad' && input.buttons)).toEqual([
      ...Array.from({ length: 64 }, (_, i) => i),
      99,
    ]);
  });

  it('opens and resumes a fresh link before it believes the silent one dead', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    const statuses = phone.effects.filter((e) => e.type === 'status').length;
    phone.silence();
    const before = world.now;
    world.until(() => phone.effects.filter((e) => e.type === 'welcome').length === 2);
    expect(world.now - before).toBeLessThan(4_000);
    expect(phone.effects.filter((e) => e.type === 'status')).toHaveLength(statuses);
    expect(world.events.filter((e) => e.type === 'away')).toEqual([]);
  });

  it('opens a fresh link when the screen is looked at again, and closes the old one after it works', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    phone.silence();
    phone.handle({ type: 'foreground' });
    world.until(() => phone.effects.filter((e) => e.type === 'welcome').length === 2, 200);
    world.until(() => phone.wires.size === 1, 200);
    expect(phone.status).toBe('playing');
  });

  it('holds a link on each radio at once and changes over without a gap', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['ble', 'websocket'], dual: true });
    world.until(() => phone.effects.filter((e) => e.type === 'welcome').length === 2);
    world.run(3_000);
    expect([...phone.wires.values()].map((w) => w.kind).sort()).toEqual(['ble', 'websocket']);
    for (let i = 1; i <= 30; i += 1) {
      phone.handle({ type: 'input', input: pad(i) });
      if (i === 15) phone.cut('websocket');
      if (i === 20) phone.deadRadios.add('ble');
      if (i === 22) phone.cut('ble');
      world.run(10);
    }
    world.until(() => acknowledged(phone));
    expect(world.inputsOf(0).map((one) => one.sequence)).toEqual(phone.numbered.map((one) => one.sequence));
    expect(world.events.filter((e) => e.type === 'away').length).toBeLessThanOrEqual(1);
  });

  it('sends inputs over both links if told so, and each is applied once', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['ble', 'websocket'], dual: true, inputsOver: 'both' });
    world.until(() => phone.effects.filter((e) => e.type === 'welcome').length === 2);
    for (let i = 1; i <= 30; i += 1) {
      phone.handle({ type: 'input', input: pad(i) });
      world.run(10);
    }
    world.until(() => acknowledged(phone));
    world.run(100);
    expect(world.inputsOf(0)).toHaveLength(30);
    expect(world.hub.counters.inputsDuplicate).toBeGreaterThanOrEqual(30);
  });

  it('moves to another radio on demand: the new link first, then the end of the old one', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['ble'] });
    phone.handle({ type: 'kinds', kinds: ['websocket'] });
    world.until(() => phone.effects.some((e) => e.type === 'close'));
    expect([...phone.wires.values()].map((w) => w.kind)).toEqual(['websocket']);
    expect(phone.status).toBe('playing');
    world.run(100);
    expect(world.events.filter((e) => e.type === 'away')).toEqual([]);
  });

  it('goes on after a reload: the token brings the seat back, numbers go on behind those of the page that is gone', () => {
    const world = new World();
    const first = joined(world, { kinds: ['websocket'] });
    for (let i = 0; i < 7; i += 1) first.handle({ type: 'input', input: pad(i) });
    world.until(() => acknowledged(first));
    const { memory } = first.session;
    first.silence();
    const second = world.phone({ kinds: ['websocket'], memory });
    second.handle({ type: 'input', input: pad(77) });
    world.until(() => second.session.inputs.numbered === 8 && acknowledged(second));
    expect(world.inputsOf(0).map((one) => one.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(world.events.filter((e) => e.type === 'join')).toHaveLength(1);
  });

  it('stops when another device took the seat, and joins anew when told to: its token is dead (13.7.2)', () => {
    const world = new World();
    const first = joined(world, { kinds: ['websocket'] });
    const second = world.phone({ kinds: ['websocket'], memory: first.session.memory });
    world.until(() => second.status === 'playing');
    world.until(() => first.status === 'ended');
    world.run(20_000);
    expect(second.status).toBe('playing');
    // What it knew is worth nothing any more; what the other device knows by now is.
    first.handle({ type: 'join', join: wish('Ada') });
    world.until(() => first.status === 'playing');
    world.run(5_000);
    expect(second.status).toBe('playing');
    expect(world.events.filter((e) => e.type === 'join')).toHaveLength(2);
    expect(world.hub.state.members.get(1)?.name).toBe('Ada 2');
    const third = world.phone({ kinds: ['websocket'], memory: second.session.memory });
    world.until(() => third.status === 'playing' && second.status === 'ended');
  });

  it('keeps its seat from somebody who stole a token that has been changed since (13.7.2)', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    const { token } = phone.session.memory;
    phone.handle({ type: 'foreground' });
    world.until(() => phone.effects.filter((e) => e.type === 'welcome').length === 2);
    world.run(200);
    const thief = world.phone({ kinds: ['tcp'], memory: { token, join: undefined } });
    world.until(() => thief.status === 'codeNeeded');
    world.run(5_000);
    expect([thief.states.length, phone.status]).toEqual([0, 'playing']);
    expect(phone.session.memory.token).not.toBe(token);
  });

  it('joins anew with what was typed when the grace time is over', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    const before = phone.session.memory.token;
    phone.deadRadios.add('websocket');
    phone.cut();
    world.until(() => phone.status === 'resuming');
    world.run(80_000);
    expect(phone.status).toBe('resuming');
    phone.deadRadios.clear();
    world.until(() => phone.status === 'playing');
    expect(phone.session.memory.token).not.toBe(before);
    expect(world.events.filter((e) => e.type === 'join')).toHaveLength(2);
  });

  it('tries again with growing, bounded pauses', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    phone.deadRadios.add('websocket');
    phone.effects.length = 0;
    phone.cut();
    world.run(60_000);
    const attempts = phone.effects.filter((e) => e.type === 'connect').length;
    expect(attempts).toBeGreaterThan(8);
    expect(attempts).toBeLessThan(25);
  });

  it('waits as the hub says where too many of its address have come and gone, and gets in by itself', () => {
    const world = new World();
    world.source = '10.0.0.1';
    const crowd = Array.from({ length: rates.partedAtOnce + 1 }, () =>
      joined(world, { kinds: ['websocket'] }),
    );
    for (const one of crowd) one.handle({ type: 'leave' });
    world.run(100);
    const memory = { token: undefined, join: wish('Ada') };
    const phone = world.phone({ kinds: ['websocket'], memory });
    world.until(() => phone.effects.some((e) => e.type === 'error' && e.name === 'tooFast'), 1_000);
    expect(phone.status).toBe('waiting');
    world.until(() => phone.status === 'playing', 1_000);
    expect(phone.effects.filter((e) => e.type === 'connect')).toHaveLength(1);
  });

  it('leaves at once: the seat is free', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    phone.handle({ type: 'leave' });
    world.run(100);
    expect(world.hub.sessions.size).toBe(0);
    expect(phone.session.memory).toEqual({ token: undefined, join: wish('Ada') });
    world.run(10_000);
    expect(phone.status).toBe('ended');
  });

  it('is not brought down by bytes that are no message', () => {
    const world = new World();
    const phone = joined(world, { kinds: ['websocket'] });
    phone.handle({ type: 'frame', linkId: 1, frame: Uint8Array.of(0x5f, 1, 2) });
    expect(phone.status).toBe('resuming');
    world.until(() => phone.status === 'playing');
    expect(phone.session.memory.join?.code).toBe(CODE);
  });
});
