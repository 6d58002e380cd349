// Controllers that nobody here wrote, plugged in when the hub already runs: it takes one adapter of BlueZ's emulator, and a
// phone on the other plays Pong against a phone on Wi-Fi.
import { demand, demandClean, roundTrips, startHub, startPhones } from '../../lib/party.mjs';

export const seconds = 400;

/** Ten seconds of Pong at 20 ticks a second, and the countdown before them. */
const TICKS = 300;

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function thirdPartyController(bed) {
  const hub = await startHub(bed, { game: 'pong' });
  demand(hub.ready.ble === 'off', `the hub took an adapter that is not there: ${JSON.stringify(hub.ready)}`);
  await bed.btvirt(2);
  const plugged = performance.now();
  await hub.program.line(/the Bluetooth adapter is there/);
  const taken = (performance.now() - plugged) / 1000;
  const crowd = startPhones(bed, hub, 'phones', ['--ble', '1', '--ws', '1']);
  await hub.until(async () => (await hub.metric('seats_taken')) === 2, 'both phones seated');
  demand((await hub.metric('links', { transport: 'ble' })) === 1, 'the Bluetooth phone is not on Bluetooth');
  const from = await hub.metric('tick');
  await hub.until(async () => (await hub.metric('tick')) > from + TICKS, `${TICKS} ticks of Pong`, 200);
  const report = await crowd.finish();
  demandClean(report);
  const transports = report.phones.map((phone) => phone.transport).sort();
  demand(String(transports) === 'ble,websocket', `the phones played on ${transports}`);
  await hub.program.end();

  const matches = await hub.matches();
  const played = matches.reduce((sum, match) => sum + match.seconds, 0);
  demand(
    matches.length > 0 && matches.every((match) => match.same),
    `matches recorded: ${JSON.stringify(matches)}`,
  );
  demand(
    matches.every(({ players }) => players.length === 2),
    'somebody played alone',
  );
  demand(played >= 10, `only ${played} s of Pong were played`);
  return {
    'adapter plugged in and used after s': taken,
    ...roundTrips(report),
    'seconds played': played,
    inputs: report.totals.inputsApplied,
  };
}
