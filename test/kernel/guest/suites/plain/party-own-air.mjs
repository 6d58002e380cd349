// The project's own air under the kernel: a hub and eight Bluetooth phones, each on a kernel adapter of its own, and phones
// on Wi-Fi and TCP beside them.
import { demand, demandClean, roundTrips, startAir, startHub, startPhones } from '../../lib/party.mjs';

export const seconds = 650;

const PHONES = 8;
const SECONDS = 15;

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function ownAir(bed) {
  const air = await startAir(bed);
  await bed.attach(air, 1);
  const { names } = await bed.attach(air, PHONES);
  demand(String(names) === 'hci1,hci2,hci3,hci4,hci5,hci6,hci7,hci8', `the adapters are ${names}`);
  const hub = await startHub(bed);
  demand(hub.ready.ble === 'hci0', `the hub took no adapter: ${JSON.stringify(hub.ready)}`);
  const crowd = startPhones(bed, hub, 'phones', [
    ...['--ble', String(PHONES), '--ws', '1', '--tcp', '1'],
    // One after the other, and not in haste: the guest has a small fraction of a Pi's speed.
    ...['--stagger', '4s', '--inputs', '5'],
  ]);
  const began = performance.now();
  await hub.until(
    async () => (await hub.metric('links', { transport: 'ble' })) === PHONES,
    'all on Bluetooth',
    300,
  );
  await hub.until(async () => (await hub.metric('seats_taken')) === PHONES + 2, 'all seated', 300);
  const joined = (performance.now() - began) / 1000;
  await hub.everybodyPlays('a game of all');
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  demand((await hub.metric('links', { transport: 'ble' })) === PHONES, 'a Bluetooth link was lost');
  const report = await crowd.finish();
  demandClean(report);
  demand(report.totals.placesChecked > 0, 'nobody could check the place of a player');
  await hub.program.end();
  return {
    ...roundTrips(report),
    'all joined s': joined,
    inputs: report.totals.inputsApplied,
    states: report.totals.statesReceived,
  };
}
