// The hub's adapter is pulled out in the middle of a game and put back: phones on Wi-Fi never notice, the seats of those on
// Bluetooth are held, and they come back by themselves to the same hub.
import { demand, demandClean, roundTrips, startAir, startHub, startPhones } from '../../lib/party.mjs';

export const seconds = 500;

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function adapterLost(bed) {
  const air = await startAir(bed);
  const plugged = await bed.attach(air, 1);
  const hub = await startHub(bed);
  demand(hub.ready.ble === 'hci0', `the hub took no adapter: ${JSON.stringify(hub.ready)}`);
  await bed.attach(air, 2);
  const crowd = startPhones(bed, hub, 'phones', [
    ...['--ble', '2', '--ws', '1', '--tcp', '1', '--stagger', '3s', '--inputs', '5'],
  ]);
  const here = () => hub.metric('members', { status: 'here' });
  const applied = () => hub.metric('inputs_applied_total');
  const links = () => hub.metric('links', { transport: 'ble' });
  const goesOn = async (what) => {
    const before = await applied();
    await hub.until(async () => (await applied()) > before + 30, what);
  };
  await hub.until(async () => (await here()) === 4 && (await links()) === 2, 'all in the room');
  await hub.everybodyPlays('a game');

  const pulled = performance.now();
  await plugged.end('SIGKILL');
  await hub.program.line(/the Bluetooth adapter is lost/);
  const noticed = (performance.now() - pulled) / 1000;
  await hub.until(async () => (await here()) === 2, 'the Bluetooth phones away');
  demand((await hub.metric('seats_taken')) === 4, 'the seats were not held');
  await goesOn('the game of the others going on');

  const back = await bed.attach(air, 1);
  const put = performance.now();
  demand(back.names[0] === 'hci0', `the adapter came back as ${back.names[0]}`);
  await hub.program.line(/the Bluetooth adapter is back/);
  const reopened = (performance.now() - put) / 1000;
  await hub.until(async () => (await here()) === 4 && (await links()) === 2, 'the phones back');
  const resumed = (performance.now() - put) / 1000;
  demand((await hub.metric('joins_total')) === 4, 'a phone had to join again');
  demand((await hub.metric('resumes_total')) >= 2, 'nobody took up a session');
  const wifiLosses = hub.program.lines.filter((line) => /"link":"(websocket|tcp)-\d+","cause"/.test(line));
  demand(wifiLosses.length === 0, `a phone on Wi-Fi was lost: ${wifiLosses[0]}`);
  await hub.everybodyPlays('the game of all going on');
  const report = await crowd.finish();
  demandClean(report);
  return {
    'noticed after s': noticed,
    'adapter in use again after s': reopened,
    'phones back after s': resumed,
    ...roundTrips(report),
  };
}
