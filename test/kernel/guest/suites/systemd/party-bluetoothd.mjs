// BlueZ's daemon has powered the adapter: the hub says what to type, which helps, and once the hub has ended the daemon has
// the adapter again.
import { demand, startHub, startPhones } from '../../lib/party.mjs';

export const seconds = 400;

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function bluetoothd(bed) {
  const shown = async () => (await bed.sh(['bluetoothctl', '--timeout', '5', 'show'])).join('\n');
  /** The daemon has to show that it can use the adapter: it powers it. */
  const usable = (what) =>
    bed.until(
      async () => {
        await bed.run('bluetoothctl', ['bluetoothctl', '--timeout', '5', 'power', 'on']).exit;
        return /Powered: yes/.test(await shown());
      },
      what,
      60,
      500,
    );
  await bed.btvirt(1);
  await bed.sh(['systemctl', 'start', 'bluetooth.service']);
  await usable('the adapter powered by the daemon');

  const refused = await startHub(bed, { name: 'hub-refused', radio: 'auto' });
  demand(refused.ready.ble === 'off', `the hub took a powered adapter: ${JSON.stringify(refused.ready)}`);
  const [, first, second] = await refused.program.line(
    /^ +Note .*held by another program.* Free it with: (.*) \(or: (.*)\)/,
  );
  const wifi = startPhones(bed, refused, 'wifi', ['--ws', '2', '--seconds', '5']);
  demand((await wifi.report()).totals.phonesOutside === 0, 'there was no play over Wi-Fi meanwhile');
  await refused.program.end();

  const tookAfter = {};
  for (const [which, remedy] of Object.entries({ second, first })) {
    await bed.sh(['bash', '-c', remedy.replaceAll('sudo ', '')]);
    const began = performance.now();
    const hub = await startHub(bed, { name: `hub-${which}`, radio: 'auto' });
    tookAfter[which] = (performance.now() - began) / 1000;
    demand(hub.ready.ble === 'hci0', `after "${remedy}" the hub has ${JSON.stringify(hub.ready)}`);
    await hub.program.end();
    await bed.sh(['systemctl', 'start', 'bluetooth.service']);
    await usable(`the adapter back with the daemon after "${remedy}"`);
  }
  return {
    'ready beside the daemon in s': tookAfter.second,
    'ready without it in s': tookAfter.first,
  };
}
