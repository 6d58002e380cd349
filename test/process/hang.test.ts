import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bundle } from '../radio/support/bundle.ts';
import { HubShow, print } from '../shows/support/show.ts';

const program = await bundle(new URL('./support/faulty-hub.ts', import.meta.url));

/** A hub in the middle of a match, whose game is about to go wrong. */
const inPlay = async (fault: string, ...nodeFlags: readonly string[]): Promise<HubShow> => {
  const hub = await HubShow.startProgram(
    program,
    { PARTYLINE_TEST_FAULT: fault, NODE_OPTIONS: nodeFlags.join(' ') },
    ...['--radio', 'off', '--game', 'arena'],
  );
  const phone = hub.phone('websocket');
  phone.start();
  await phone.until(({ state }) => state?.view.shared.room.phase === 'playing');
  return hub;
};

const suspectOf = (hub: HubShow): unknown =>
  JSON.parse(readFileSync(join(hub.dataDir, 'suspect.json'), 'utf8'));

describe('a game with an endless loop', () => {
  it('is named on stderr and in suspect.json, and the process ends', async () => {
    const hub = await inPlay('loop');
    const { signal, ms } = await hub.running.kill('SIGUSR2');
    print('hung', { ms });
    expect(signal).toBe('SIGKILL');
    const [, tick] = /^Arena hangs in tick (\d+) \(reduce\); nothing has moved/m.exec(hub.running.err) ?? [];
    expect(suspectOf(hub)).toEqual({ game: 'arena', tick: Number(tick), at: expect.any(Number) });
    expect(existsSync(join(hub.dataDir, 'suspect.json.part'))).toBe(false);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it before it counts as hung', async (signal) => {
    const hub = await inPlay('loop');
    hub.running.child.kill('SIGUSR2');
    await hub.running.says(/looping/, 'err');
    const ended = await hub.running.kill(signal);
    print(`hung, ${signal}`, { ms: ended.ms });
    expect(ended.signal).toBe('SIGKILL');
    expect(hub.running.err).toMatch(/^Arena hangs in tick \d+ \(reduce\); it was asked to stop/m);
  });

  it('a second Ctrl-C ends it at once', async () => {
    const hub = await inPlay('loop');
    hub.running.child.kill('SIGUSR2');
    await hub.running.says(/looping/, 'err');
    hub.running.child.kill('SIGINT');
    // Two of one signal that nobody has taken yet are one.
    await sleep(100);
    const { signal, ms } = await hub.running.kill('SIGINT');
    print('hung, second SIGINT', { ms });
    expect(signal).toBe('SIGKILL');
    expect(hub.running.err).toMatch(/it was asked again to stop/);
  });
});

describe('a hub that only stood still', () => {
  it('goes on after it was stopped for longer than a hang may last', async () => {
    const hub = await inPlay('none');
    hub.running.child.kill('SIGSTOP');
    await sleep(4_500);
    hub.running.child.kill('SIGCONT');
    await sleep(1_500);
    expect(await hub.json('/healthz')).toMatchObject({ ok: true });
    expect((await hub.running.kill('SIGTERM')).code).toBe(0);
  });
});

describe('a game whose state grows', () => {
  it('is named when the memory is used up', async () => {
    const hub = await inPlay('memory', '--max-old-space-size=160');
    const { code } = await hub.running.kill('SIGUSR2');
    expect(hub.running.err).toMatch(
      /^The hub has no memory left \(\d+ MB are in use; Arena is played, in tick \d+\)/m,
    );
    expect(code).toBe(71);
    expect(suspectOf(hub)).toMatchObject({ game: 'arena' });
  }, 40_000);
});
