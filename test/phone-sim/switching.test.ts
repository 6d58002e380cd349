import { afterEach, describe, expect, it } from 'vitest';
import { nobleUuid } from '../../phone-sim/ble-radio.ts';
import type { KnownTable } from '../../phone-sim/gatt-table.ts';
import { gatt } from '../../protocol/gatt.ts';
import type { LinkKind } from '../../protocol/links.ts';
import { VirtualCrowd } from './support/virtual-crowd.ts';

const open: VirtualCrowd[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const playing = async (phones: number): Promise<VirtualCrowd> => {
  const crowd = await VirtualCrowd.create(phones);
  open.push(crowd);
  await crowd.play();
  return crowd;
};

const nothingWrong = { inputsLost: 0, inputsDuplicated: 0, divergentTicks: 0, phonesOutside: 0 };
const INTERVAL_MS = 15;
const TICK_MS = 33;

describe('six phones that change their radio every two seconds, all at about the same time', () => {
  it('hardly see it: no state is later than a tick and the radio of the new link need', async () => {
    const crowd = await playing(6);
    crowd.switchEvery(2_000);
    await crowd.clock.advance(120_000);
    await crowd.settle();
    const { totals, switch: changes } = crowd.report();
    expect(totals).toMatchObject(nothingWrong);
    expect(changes?.count).toBeGreaterThan(340);
    expect(changes?.directions.map(({ from, to }) => `${from} to ${to}`)).toEqual([
      'ble to websocket',
      'websocket to ble',
    ]);
    // Both up: a state at each tick, and at most one interval later than over Wi-Fi.
    expect(changes?.warmMs.p99).toBeLessThan(TICK_MS + INTERVAL_MS);
    expect(changes?.excessMs.warm.p99).toBeLessThan(INTERVAL_MS);
    expect(changes?.coldMs.p99).toBeLessThan(350);
  }, 60_000);
});

const READ_BY_GROUP = 0x10;
const READ_BY_TYPE = 0x08;
const FIND_INFORMATION = 0x04;
const discovery = [READ_BY_GROUP, READ_BY_TYPE, FIND_INFORMATION];

/** One phone changes to a radio, the old link gone first. @returns the ATT opcodes it sent until it plays there. */
const changeTo = async (crowd: VirtualCrowd, kind: LinkKind): Promise<readonly number[]> => {
  const [phone] = crowd.phones;
  const [att = []] = crowd.att;
  const before = att.length;
  const had = phone?.gaps.cold.count ?? 0;
  phone?.switchTo(kind, 'cold');
  await crowd.clock.runUntil(() => (phone?.gaps.cold.count ?? 0) > had);
  // Time for what follows the first state.
  await crowd.clock.advance(500);
  return att.slice(before);
};

describe('7.9 handles of an earlier link', () => {
  const [address = ''] = ['02:50:4c:00:00:01'];
  const tableOf = (crowd: VirtualCrowd): KnownTable => {
    const known = crowd.radios[0]?.tables.of(address);
    if (!known) throw new Error('the phone knows no table');
    return known;
  };

  it('are used on the next one: nothing is discovered', async () => {
    const crowd = await playing(1);
    expect(crowd.att[0]).toContain(READ_BY_GROUP);
    await changeTo(crowd, 'websocket');
    const asked = await changeTo(crowd, 'ble');
    // MTU, listening to Control, hello, resume, listening to the slot; the rest are inputs and confirmations.
    expect(asked.filter((opcode) => opcode < 0x1e)).toEqual([0x02, 0x12, 0x12, 0x12, 0x12]);
    expect(asked.filter((opcode) => discovery.includes(opcode))).toEqual([]);
    await crowd.settle();
    expect(crowd.report().totals).toMatchObject(nothingWrong);
  });

  const wrong: readonly (readonly [string, (table: KnownTable) => KnownTable])[] = [
    [
      'that the hub refuses to write to',
      (table) => ({ ...table, configurations: new Map([[nobleUuid(gatt.control), 0x0001]]) }),
    ],
    [
      'that it does not have',
      (table) => ({ ...table, configurations: new Map([[nobleUuid(gatt.control), 0x0fff]]) }),
    ],
    [
      'that belong to the slot of somebody else',
      (table) => ({ ...table, configurations: new Map([[nobleUuid(gatt.control), 18]]) }),
    ],
    [
      'that can be written to but lead nowhere',
      (table) => ({
        ...table,
        characteristics: table.characteristics.map((one) =>
          one.uuid === nobleUuid(gatt.control) ? { ...one, valueHandle: one.valueHandle + 1 } : one,
        ),
      }),
    ],
  ];

  it.each(wrong)('%s are forgotten, and the phone discovers anew', async (_, spoilt) => {
    const crowd = await playing(1);
    await changeTo(crowd, 'websocket');
    const right = tableOf(crowd);
    crowd.radios[0]?.tables.keep(address, spoilt(right));
    const asked = await changeTo(crowd, 'ble');
    expect(asked).toContain(READ_BY_GROUP);
    expect(tableOf(crowd)).toEqual(right);
    expect(crowd.phones[0]?.slot).toBe(1);
    await crowd.settle();
    expect(crowd.report().totals).toMatchObject(nothingWrong);
  });

  it('are forgotten when the slot cannot be listened to', async () => {
    const crowd = await playing(1);
    await changeTo(crowd, 'websocket');
    const right = tableOf(crowd);
    const configurations = new Map(right.configurations).set(nobleUuid(gatt.player(1)), 22);
    crowd.radios[0]?.tables.keep(address, { ...right, configurations });
    const asked = await changeTo(crowd, 'ble');
    await crowd.clock.advance(2_000);
    expect(asked).toContain(0x12);
    expect(tableOf(crowd)).toEqual(right);
    await crowd.settle();
    expect(crowd.report().totals).toMatchObject(nothingWrong);
  });
});
