import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BleRadio } from '../../phone-sim/ble-radio.ts';
import { Divergence } from '../../phone-sim/divergence.ts';
import { askDuplicates } from '../../phone-sim/hub-address.ts';
import { overBle } from '../../phone-sim/link-ble.ts';
import { overTcp } from '../../phone-sim/link-tcp.ts';
import { overWebSocket } from '../../phone-sim/link-websocket.ts';
import { SimPhone } from '../../phone-sim/phone.ts';
import type { OpenPhoneLink } from '../../phone-sim/phone-link.ts';
import { SharedDecoding } from '../../phone-sim/shared-decoding.ts';
import type { LinkKind } from '../../protocol/links.ts';
import { bundle } from '../radio/support/bundle.ts';
import { freePort, type HubProcess, kill, startAir, startHub } from './support/hub-process.ts';
import { withDir } from './support/kept-hub.ts';
import { LifeAudit } from './support/life-audit.ts';

/** How often the hub is killed; `PARTYLINE_KILLS=20 npx vitest run test/store/death.test.ts` for the long run. */
const KILLS = Number(process.env.PARTYLINE_KILLS ?? 3);
const PHONES = 8;
const HOST = '127.0.0.1';

const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
};

/** A phone's only radio: Bluetooth, Wi-Fi and TCP in turn. */
const radioOf = (n: number, http: number, tcp: number, air: string): readonly [LinkKind, OpenPhoneLink] => {
  if (n % 3 === 0) return ['ble', overBle(new BleRadio(air, undefined))];
  return n % 3 === 1 ? ['websocket', overWebSocket(`${HOST}:${http}`)] : ['tcp', overTcp(HOST, tcp)];
};

const crowdOf = (http: number, tcp: number, air: string) => {
  const decoding = new SharedDecoding();
  const divergence = new Divergence();
  const players = Array.from({ length: PHONES }, (_, n) => {
    const audit = new LifeAudit();
    const phone = new SimPhone({
      name: `Phone ${n + 1}`,
      code: '4711',
      radios: new Map([radioOf(n, http, tcp, air)]),
      inputsPerSecond: 30,
      decoding,
      divergence,
      watch: (effect) => audit.watch(effect),
    });
    return { phone, audit };
  });
  return { players, divergence };
};

describe('a hub that is killed in the middle of a match', () => {
  it(
    `goes on with the same match, ${KILLS} times: nothing lost, nothing twice, nothing seen differently`,
    () =>
      withDir(async (dir) => {
        const [http, tcp] = [await freePort(), await freePort()];
        const socket = join(dir, 'air.sock');
        const air = await startAir(
          await bundle(new URL('../../phone-sim/radio/main.ts', import.meta.url)),
          socket,
        );
        const program = await bundle(new URL('./support/hub-on-air.ts', import.meta.url));
        const flags = ['--radio', 'hci0', '--game', 'arena', '--code', '4711', '--bind', HOST];
        const places = ['--port', `${http}`, '--tcp-port', `${tcp}`, '--data-dir', join(dir, 'data')];
        const start = (): Promise<HubProcess> =>
          startHub(program, [...flags, ...places], { PARTYLINE_TEST_AIR: socket });
        let hub = await start();
        const { players, divergence } = crowdOf(http, tcp, socket);
        try {
          for (const { phone } of players) phone.start();
          const match = (phone: SimPhone) => phone.state?.view.shared.room;
          await Promise.all(
            players.map(({ phone }) => phone.until((one) => match(one)?.phase === 'playing')),
          );
          const toState = new Map<LinkKind, number[]>();
          const toReady: number[] = [];
          const rolledBack: number[] = [];
          for (let i = 0; i <= KILLS; i += 1) {
            // Under load, at any moment between two writes of the store.
            await sleep(1_300 + ((i * 137) % 600));
            // The last time it is only asked to stop, as systemd does for a restart.
            await kill(hub, i === KILLS ? 'SIGTERM' : 'SIGKILL');
            const before = players.map(({ phone, audit }) => ({
              epoch: audit.epoch,
              tick: phone.state?.tick ?? 0,
            }));
            const began = performance.now();
            hub = await start();
            toReady.push(hub.readyMs);
            expect(hub.notes.join()).toContain('goes on at tick');
            const resumedAt = Number(/tick (\d+)/.exec(hub.notes.join())?.[1]);
            rolledBack.push(Math.max(...before.map(({ tick }) => tick)) - resumedAt);
            await Promise.all(
              players.map(({ phone, audit }, n) => phone.until(() => audit.epoch !== before[n]?.epoch)),
            );
            for (const { phone, audit } of players) {
              const times = toState.get(phone.transport) ?? [];
              toState.set(phone.transport, [...times, audit.firstStateAt - began]);
            }
            for (const { phone } of players) {
              expect(match(phone)).toMatchObject({ phase: 'playing', match: 1 });
              expect(match(phone)?.members.size).toBe(PHONES);
            }
          }
          await sleep(500);
          for (const { phone } of players) phone.stopPlaying();
          await Promise.all(
            players.map(({ phone }) => phone.until(({ inputs }) => inputs.acknowledged === inputs.numbered)),
          );
          const twice = await askDuplicates({ host: HOST, port: http });
          const sum = (pick: (player: (typeof players)[number]) => number): number =>
            players.reduce((all, player) => all + pick(player), 0);
          const figures = {
            kills: KILLS,
            inputs: sum(({ phone }) => phone.inputs.numbered),
            lost: sum(({ phone, audit }) => phone.inputs.forgotten + audit.figures.lost),
            duplicated: sum(
              ({ phone, audit }) => audit.figures.duplicated + (twice?.get(phone.member ?? -1) ?? 0),
            ),
            divergentTicks: divergence.ticks,
            placesCompared: sum(({ audit }) => audit.checked),
            placesWrong: sum(({ audit }) => audit.wrong),
            statesAskedAgain: { p50: percentile(rolledBack, 0.5), max: Math.max(...rolledBack) },
            readyMs: { p50: percentile(toReady, 0.5), p99: percentile(toReady, 0.99) },
            firstStateMs: Object.fromEntries(
              [...toState].map(([kind, times]) => [
                kind,
                { p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
              ]),
            ),
          };
          process.stdout.write(`killed hubs: ${JSON.stringify(figures)}\n`);
          expect(figures).toMatchObject({ lost: 0, duplicated: 0, divergentTicks: 0, placesWrong: 0 });
          expect(figures.placesCompared).toBeGreaterThan(20);
        } finally {
          await Promise.all(players.map(({ phone }) => phone.leave()));
          hub.child.kill('SIGKILL');
          air.kill('SIGTERM');
        }
      }),
    KILLS * 30_000 + 30_000,
  );
});
