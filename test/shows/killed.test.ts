import { describe, expect, it } from 'vitest';
import { startPhones } from '../../phone-sim/run-phones.ts';
import { percentiles } from '../../phone-sim/statistics.ts';
import { CODE, HOST, HubShow, playersHere, print } from './support/show.ts';

const GRACE_S = 3;
const VICTIMS = 12;
const OTHERS = 8;
/** States between two looks: two seconds. */
const STATES = 60;

describe('a process with a dozen phones that is killed', () => {
  it('leaves its seats away, then free, and nobody else notices', async () => {
    const hub = await HubShow.start('--radio', 'virtual', '--game', 'arena', '--grace', String(GRACE_S));
    const { http, tcp, air } = hub.ready;
    const watcher = hub.watcher();
    const room = () => watcher.state?.view.shared.room;
    const here = (count: number) =>
      watcher.until(() => {
        const now = room();
        return now !== undefined && playersHere(now) === count;
      });
    const statesLater = async (count: number): Promise<void> => {
      const since = watcher.state?.tick ?? 0;
      await watcher.until(({ state }) => (state?.tick ?? 0) >= since + count);
    };
    const others = startPhones({
      hub: { host: HOST, port: http },
      tcpPort: tcp,
      radio: air === null ? undefined : () => air,
      code: CODE,
      ble: 3,
      ws: 3,
      tcp: 2,
      inputsPerSecond: 30,
    });
    try {
      await here(OTHERS);
      await watcher.until(() => room()?.phase === 'playing');
      const victims = hub.phones('--ble', '6', '--ws', '3', '--tcp', '3');
      await here(OTHERS + VICTIMS);
      const full = await hub.memory();
      const counts = () => others.phones.map(({ rtt }) => rtt.count);
      /** Round trips of the others since then. */
      const since = (from: readonly number[]) =>
        percentiles(...others.phones.map(({ rtt }, n) => ({ values: rtt.values.slice(from[n]) })));

      const before = counts();
      await statesLater(STATES);
      const rttBefore = since(before);
      const during = counts();
      const { signal } = await victims.kill('SIGKILL');
      expect(signal).toBe('SIGKILL');
      const killedAt = performance.now();
      await here(OTHERS);
      const awayMs = Math.round(performance.now() - killedAt);
      expect(room()?.members.size).toBe(OTHERS + VICTIMS + 1);
      expect(await hub.metric('partyline_members{status="away"}')).toBe(VICTIMS);
      await watcher.until(() => room()?.members.size === OTHERS + 1);
      const freeMs = Math.round(performance.now() - killedAt);
      await statesLater(STATES);
      const rttDuring = since(during);
      const after = await hub.memory();
      const { totals } = await others.finish();
      print('killed phones', { awayMs, freeMs, rttBefore, rttDuring, full, after });
      expect(totals).toMatchObject({
        inputsLost: 0,
        inputsDuplicated: 0,
        divergentTicks: 0,
        phonesOutside: 0,
      });
      expect(await hub.metric('partyline_links{transport="ble"}')).toBe(0);
      expect((await hub.json('/sessions.json')).members).toHaveLength(1);
    } finally {
      await others.stop();
    }
  }, 60_000);
});
