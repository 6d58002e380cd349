import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../hub/config.ts';
import { createLog } from '../../hub/log.ts';
import { type Playing, play } from '../../hub/play.ts';
import { askHealth, UsageError } from '../../phone-sim/hub-address.ts';
import { Keepsake } from '../../phone-sim/keepsake.ts';
import { type Crowd, startPhones } from '../../phone-sim/run-phones.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

const startHub = async (...flags: string[]): Promise<Playing> => {
  const config = readConfig([
    '--port',
    '0',
    '--tcp-port',
    '0',
    '--code',
    '4711',
    '--announce',
    'off',
    '--bind',
    '127.0.0.1',
    ...flags,
  ]);
  const playing = await play(config, createLog('silent'));
  open.push(playing);
  return playing;
};

type Phones = { ble?: number; ws?: number; tcp?: number; switchMs?: number; code?: string; keep?: string };

const crowdAt = (
  { ready }: Playing,
  { ble = 0, ws = 0, tcp = 0, switchMs, code = '4711', keep }: Phones,
): Crowd => {
  const { air } = ready;
  const crowd = startPhones({
    hub: { host: '127.0.0.1', port: ready.http },
    tcpPort: ready.tcp ?? undefined,
    radio: air === null ? undefined : () => air,
    code,
    ble,
    ws,
    tcp,
    switchMs,
    keepsake: keep === undefined ? undefined : new Keepsake(keep),
    inputsPerSecond: 30,
  });
  open.push(crowd);
  return crowd;
};

const nothingWrong = { inputsLost: 0, inputsDuplicated: 0, divergentTicks: 0, phonesOutside: 0 };

describe('simulated phones at a real hub', () => {
  it('play over Bluetooth, Wi-Fi and TCP in one room, and nothing is lost, doubled or seen differently', async () => {
    const playing = await startHub('--radio', 'virtual', '--game', 'arena');
    const crowd = crowdAt(playing, { ble: 2, ws: 2, tcp: 2 });
    await Promise.all(crowd.phones.map((phone) => phone.until(({ audit }) => audit.figures.checked >= 40)));
    const { phones, totals } = await crowd.finish();
    expect(totals).toMatchObject(nothingWrong);
    expect(totals.inputsApplied).toBe(totals.inputsSent);
    expect(phones.map((one) => one.transport)).toEqual([
      'ble',
      'ble',
      'websocket',
      'websocket',
      'tcp',
      'tcp',
    ]);
    for (const phone of phones) {
      expect(phone.slot > 0).toBe(phone.transport === 'ble');
      expect(phone.rttMs.p50).toBeGreaterThan(0);
    }
    // They have left: their seats are free.
    expect(playing.hub.sessions.size).toBe(0);
  });

  it('watch a game for two when there are more of them', async () => {
    const crowd = crowdAt(await startHub('--radio', 'off', '--game', 'pong'), { ws: 3, tcp: 2 });
    const playing = crowd.phones.map((phone) =>
      phone.until(({ state, statesReceived }) =>
        Boolean(state && state.view.shared.room.phase === 'playing' && statesReceived > 60),
      ),
    );
    await Promise.all(playing);
    const seats = crowd.phones[0]?.state?.view.shared.room.members.values() ?? [];
    expect([...seats].filter((member) => member.seat !== undefined)).toHaveLength(2);
    const { totals } = await crowd.finish();
    expect(totals).toMatchObject(nothingWrong);
  });

  it('change radio again and again without a goodbye, and nobody can tell', async () => {
    const playing = await startHub('--radio', 'virtual', '--game', 'arena');
    const crowd = crowdAt(playing, { ble: 1, ws: 2, tcp: 1, switchMs: 900 });
    await Promise.all(
      crowd.phones.map((phone) =>
        phone.until(
          ({ gaps, audit }) => gaps.cold.count >= 3 && gaps.warm.count >= 3 && audit.figures.checked >= 60,
        ),
      ),
    );
    const report = await crowd.finish();
    expect(report.totals).toMatchObject(nothingWrong);
    expect(report.switch?.count).toBeGreaterThanOrEqual(24);
    expect(playing.hub.counters.joins).toBe(4);
  }, 60_000);

  it('stay outside with a wrong code, and say so', async () => {
    const crowd = crowdAt(await startHub('--radio', 'off', '--game', 'arena'), { ws: 1, code: '0000' });
    await crowd.phones[0]?.until(({ status }) => status === 'codeNeeded');
    expect(crowd.phones[0]?.trouble).toMatch(/code is not right/);
    const { totals } = await crowd.finish();
    expect(totals).toMatchObject({ phonesOutside: 1, inputsSent: 0 });
  });

  it('lose their hub, and come back to the next one at the same place by themselves', async () => {
    const first = await startHub('--radio', 'off', '--game', 'arena');
    const crowd = crowdAt(first, { ws: 1, tcp: 1 });
    await Promise.all(crowd.phones.map((phone) => phone.until(({ statesReceived }) => statesReceived > 0)));
    await first.stop();
    await Promise.all(crowd.phones.map((phone) => phone.until(({ status }) => status === 'resuming')));
    const { http, tcp } = first.ready;
    const next = await startHub(
      '--radio',
      'off',
      '--game',
      'arena',
      '--port',
      String(http),
      '--tcp-port',
      String(tcp),
    );
    await Promise.all(crowd.phones.map((phone) => phone.until(({ status }) => status === 'playing')));
    expect(next.hub.counters.joins).toBe(2);
  });

  it('keep their tokens in a file, so that phones of another process go on where they were', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'partyline-test-'));
    open.push({ stop: async () => rmSync(dir, { recursive: true }) });
    const keep = join(dir, 'tokens.json');
    const playing = await startHub('--radio', 'virtual', '--game', 'arena');
    const before = crowdAt(playing, { ble: 1, ws: 1, keep });
    await Promise.all(before.phones.map((phone) => phone.until(({ audit }) => audit.figures.checked >= 10)));
    const members = before.phones.map(({ member }) => member);

    const after = crowdAt(playing, { ble: 1, ws: 1, keep });
    await Promise.all(before.phones.map((phone) => phone.until(({ status }) => status === 'ended')));
    await Promise.all(after.phones.map((phone) => phone.until(({ audit }) => audit.figures.checked >= 10)));
    expect(after.phones.map(({ member }) => member)).toEqual(members);
    expect(playing.hub.counters.joins).toBe(2);
    expect((await after.finish()).totals).toMatchObject(nothingWrong);
    // They have left: there is nothing to go on with.
    expect(new Keepsake(keep).tokens(0)).toEqual([]);
    writeFileSync(keep, '["not a token"]');
    expect(() => new Keepsake(keep)).toThrow(UsageError);
  });

  it('name the remedy where no hub answers', async () => {
    await expect(askHealth({ host: '127.0.0.1', port: 1 })).rejects.toThrow(UsageError);
    await expect(askHealth({ host: '127.0.0.1', port: 1 })).rejects.toThrow(
      /Start one with .\/scripts\/play/,
    );
  });
});
