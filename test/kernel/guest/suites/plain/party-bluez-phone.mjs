// BlueZ as the phone: a client stack that nobody here wrote, and frames and seals written by hand from protocol/SPEC.md.

import { startBluetoothd } from '../../lib/bluetoothd.mjs';
import { quantile } from '../../lib/figures.mjs';
import { demand, startAir, startHub } from '../../lib/party.mjs';

export const seconds = 400;

const CODE = '4711';
const INPUTS = 40;

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function bluezPhone(bed) {
  const air = await startAir(bed);
  await bed.attach(air, 1);
  // First the hub: an adapter that is taken is not shown to BlueZ.
  const hub = await startHub(bed);
  demand(hub.ready.ble === 'hci0', `the hub took no adapter: ${JSON.stringify(hub.ready)}`);
  const phone = await bed.attach(air, 1);
  await startBluetoothd(bed);
  const program = bed.run('bluez-phone', [
    ...['python3', '-B', `${bed.project}/test/kernel/guest/bluez-phone/phone.py`],
    ...[phone.names[0], CODE, String(INPUTS)],
  ]);
  const seen = JSON.parse((await program.line(/^(\{.*\})$/))[1]);
  const { info, welcome } = seen;
  demand(info.room === seen.advertisedRoom, `the room is ${info.room}, advertised ${seen.advertisedRoom}`);
  demand(seen.name === info.name, `the scan response says ${seen.name}, Info ${info.name}`);
  demand(
    info.game === 'arena' && seen.game === 'arena',
    `Info says ${info.game}, the descriptor ${seen.game}`,
  );
  demand(info.codeNeeded && info.version === 2, `Info is ${JSON.stringify(info)}`);
  demand(welcome.slot >= 1 && welcome.resumed === 0, `the welcome is ${JSON.stringify(welcome)}`);
  demand(welcome.mtu > 23 && seen.hub.mtu === welcome.mtu, `MTU ${seen.hub.mtu}, then ${welcome.mtu}`);
  demand(seen.applied === INPUTS && seen.rtts.length === INPUTS, `${seen.applied} inputs applied`);
  demand((await hub.metric('inputs_applied_total')) === INPUTS, 'the hub counts other inputs');
  await hub.until(async () => (await hub.metric('members', { status: 'here' })) === 0, 'the phone gone');
  return {
    'ble rtt p50 ms': quantile(seen.rtts, 0.5),
    'ble rtt p99 ms': quantile(seen.rtts, 0.99),
    MTU: welcome.mtu,
    states: seen.states,
    'discovered in s': seen.discoverS,
    'connected and discovered services in s': seen.connectS,
  };
}
