import { describe, expect, it } from 'vitest';
import { HubShow, print } from './support/show.ts';

describe('./scripts/play --radio virtual --demo 2', () => {
  it('shows a match between two simulated Bluetooth phones', async () => {
    const hub = await HubShow.start('--radio', 'virtual', '--demo', '2');
    const watcher = hub.watcher();
    const room = () => watcher.state?.view.shared.room;
    const seated = () =>
      [...(room()?.members.values() ?? [])].filter(
        ({ seat, radio }) => seat !== undefined && radio === 'ble',
      );
    await watcher.until(() => room()?.phase === 'playing' && seated().length === 2);
    const since = watcher.state?.tick ?? 0;
    const seen = new Set<string>();
    await watcher.until(({ state }) => {
      seen.add(
        JSON.stringify(state?.view.shared.game, (_key, value) => (value instanceof Map ? [...value] : value)),
      );
      return (state?.tick ?? 0) > since + 60;
    });
    const inputs = await hub.metric('partyline_inputs_applied_total');
    print('demo', { states: (watcher.state?.tick ?? 0) - since, different: seen.size, inputs });
    expect(seated().map(({ status }) => status)).toEqual(['here', 'here']);
    // The ball moves: nearly every state differs from all before it.
    expect(seen.size).toBeGreaterThan(20);
    expect(inputs).toBeGreaterThan(0);
  });
});
