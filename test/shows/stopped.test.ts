import { describe, expect, it } from 'vitest';
import { HubShow, playersHere, print, reportOf } from './support/show.ts';

const SLEEPERS = 4;
/** States while they sleep. */
const STATES = 60;

describe('a process with phones on Wi-Fi and TCP that is stopped for a while and goes on', () => {
  it('is sent nothing while it does not read, then the newest, and has lost nothing', async () => {
    const hub = await HubShow.start('--radio', 'off', '--game', 'arena');
    const watcher = hub.watcher();
    const lively = hub.phone('tcp');
    lively.start();
    const sleepers = hub.phones('--ws', '2', '--tcp', '2');
    const statesLater = async (count: number): Promise<void> => {
      const since = watcher.state?.tick ?? 0;
      await watcher.until(({ state }) => (state?.tick ?? 0) >= since + count);
    };
    await watcher.until(({ state }) => {
      const room = state?.view.shared.room;
      return room?.phase === 'playing' && playersHere(room) === SLEEPERS + 1;
    });
    await statesLater(10);
    sleepers.child.kill('SIGSTOP');
    while ((await hub.metric('partyline_holds_total')) < SLEEPERS) await statesLater(5);
    const before = await hub.metrics();
    await statesLater(STATES);
    const after = await hub.metrics();
    const meanwhile = (name: string): number => after(name) - before(name);
    const sentMeanwhile = meanwhile('partyline_states_sent_total');
    const skippedMeanwhile = meanwhile('partyline_states_skipped_total');
    sleepers.child.kill('SIGCONT');
    await statesLater(STATES);
    sleepers.child.kill('SIGINT');
    const { phones, totals } = await reportOf(sleepers);
    print('stopped phones', {
      sentMeanwhile,
      skippedMeanwhile,
      leastStates: Math.min(...phones.map((one) => one.statesReceived)),
    });
    expect(await hub.metric('partyline_holds_total')).toBeGreaterThanOrEqual(SLEEPERS);
    // Two are awake; asking for the figures takes a few ticks.
    expect(sentMeanwhile).toBeGreaterThanOrEqual(2 * STATES - 2);
    expect(sentMeanwhile).toBeLessThan(3 * STATES);
    expect(skippedMeanwhile).toBeGreaterThan((SLEEPERS - 1) * STATES);
    expect(totals).toMatchObject({ inputsLost: 0, inputsDuplicated: 0, divergentTicks: 0, phonesOutside: 0 });
    for (const phone of phones) expect(phone.statesReceived).toBeGreaterThan(STATES / 2);
  }, 60_000);
});
