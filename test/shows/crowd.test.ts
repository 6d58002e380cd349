import { describe, expect, it } from 'vitest';
import type { SimPhone } from '../../phone-sim/phone.ts';
import type { PhonesReport } from '../../phone-sim/report.ts';
import { HubShow, playersHere, print, reportOf } from './support/show.ts';

const crowd = ['--ble', '15', '--ws', '10', '--tcp', '5'];
/** States that all of them see together: two seconds of play. */
const STATES = 60;

const nothingWrong = { inputsLost: 0, inputsDuplicated: 0, divergentTicks: 0, phonesOutside: 0 };

const worst = (values: readonly (number | null)[]): number => Math.max(...values.map((value) => value ?? 0));

/** Phones that join, play until everybody has been in the match for a while, and count. */
const playTogether = async (hub: HubShow, count: number, flags: readonly string[]): Promise<PhonesReport> => {
  const phones = hub.phones(...flags);
  const watcher = hub.watcher();
  const inRoom = ({ state }: SimPhone): boolean => {
    const room = state?.view.shared.room;
    return room?.phase === 'playing' && playersHere(room) === count;
  };
  await watcher.until(inRoom);
  const since = watcher.state?.tick ?? 0;
  await watcher.until(({ state }) => (state?.tick ?? 0) >= since + STATES);
  phones.child.kill('SIGINT');
  return reportOf(phones);
};

/** One room with thirty phones: counts, checks and prints. */
const thirtyPhones = async (game: string, air: string, flags: readonly string[]): Promise<void> => {
  const hub = await HubShow.start('--radio', 'virtual', '--game', game, ...flags);
  const { phones, totals } = await playTogether(hub, 30, crowd);
  const of = (transport: string) => phones.filter((one) => one.transport === transport);
  const figures = Object.fromEntries(
    ['ble', 'websocket', 'tcp'].map((kind) => [
      kind,
      {
        phones: of(kind).length,
        leastStates: Math.min(...of(kind).map((one) => one.statesReceived)),
        worstP50: worst(of(kind).map((one) => one.rttMs.p50)),
        worstP99: worst(of(kind).map((one) => one.rttMs.p99)),
      },
    ]),
  );
  const skipped = await hub.metric('partyline_states_skipped_total');
  print(`${game} on ${air}`, {
    inputs: totals.inputsSent,
    states: totals.statesReceived,
    skipped,
    ...figures,
  });
  expect(totals).toMatchObject(nothingWrong);
  expect(totals.inputsApplied).toBe(totals.inputsSent);
  expect(totals.inputsSent).toBeGreaterThan(300);
  expect(figures).toMatchObject({ ble: { phones: 15 }, websocket: { phones: 10 }, tcp: { phones: 5 } });
  for (const phone of phones) expect(phone.statesReceived).toBeGreaterThan(0);
  expect(new Set(of('ble').map((one) => one.slot)).size).toBe(15);
  // Without places to check, a phone could not see an input that was acknowledged and not applied.
  if (game === 'arena') expect(totals.placesChecked).toBeGreaterThan(50);
};

describe('thirty phones on three radios in one room', () => {
  it.each([
    ['a clean air', []],
    ['an air that loses 5 %', ['--air-loss', '5', '--air-interval', '30']],
  ])(
    'arena and pong on %s: nothing lost, doubled or seen differently, and every phone sees the game',
    async (air, flags) => {
      await Promise.all(['arena', 'pong'].map((game) => thirtyPhones(game, air, flags)));
    },
    60_000,
  );

  it('twenty phones on Bluetooth find room at a hub with two adapters', async () => {
    const hub = await HubShow.start('--radio', 'virtual', '--air-adapters', '2', '--game', 'arena');
    const { phones, totals } = await playTogether(hub, 20, ['--ble', '20']);
    const perSlot = new Map<number, number>();
    for (const { slot } of phones) perSlot.set(slot, (perSlot.get(slot) ?? 0) + 1);
    print('20 phones on two adapters', {
      onSlotsTakenTwice: [...perSlot.values()].filter((count) => count === 2).length,
      leastStates: Math.min(...phones.map((one) => one.statesReceived)),
      worstP99: worst(phones.map((one) => one.rttMs.p99)),
    });
    expect(totals).toMatchObject(nothingWrong);
    for (const phone of phones) expect(phone.statesReceived).toBeGreaterThan(0);
    // 16 slots each: some number must be in use on both.
    expect(Math.max(...perSlot.values())).toBe(2);
  }, 60_000);
});
