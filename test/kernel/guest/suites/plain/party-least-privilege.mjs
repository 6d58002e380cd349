// The hub as an ordinary user: without rights it names the remedy and plays over Wi-Fi; with the two capabilities it needs,
// given by whoever starts it or by the remedy it named, it has Bluetooth.
import { mkdirSync, readFileSync } from 'node:fs';
import { demand, startHub, startPhones } from '../../lib/party.mjs';

export const seconds = 400;

const USER = 1000;
const CAPABILITIES = '+net_admin,+net_raw';

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function leastPrivilege(bed) {
  await bed.btvirt(1);
  mkdirSync('/tmp/home', { mode: 0o777 });
  const env = { ...process.env, HOME: '/tmp/home' };
  const plain = { uid: USER, gid: USER, env };
  const rights = (hub) => {
    const status = readFileSync(`/proc/${hub.program.pid}/status`, 'utf8');
    return { uid: Number(/^Uid:\s+(\d+)/m.exec(status)[1]), effective: /^CapEff:\s+(\w+)/m.exec(status)[1] };
  };
  const decoded = async (mask) => (await bed.sh(['capsh', `--decode=${mask}`]))[0].split('=')[1] ?? '';

  const without = await startHub(bed, { name: 'hub-without', radio: 'auto', options: plain });
  demand(without.ready.ble === 'off', `without rights it has ${JSON.stringify(without.ready)}`);
  const [, remedy] = await without.program.line(
    /^ +Note .*may not use the Bluetooth adapter\. .*: (sudo .*)$/,
  );
  const phones = startPhones(bed, without, 'wifi', ['--ws', '2', '--seconds', '5']);
  demand((await phones.report()).totals.phonesOutside === 0, 'there was no play over Wi-Fi');
  await without.program.end();

  // As systemd's AmbientCapabilities= does.
  const ambient = await startHub(bed, {
    name: 'hub-ambient',
    radio: 'auto',
    before: [
      ...['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--no-new-privs'],
      ...[
        '--bounding-set=-all,+net_admin,+net_raw',
        `--inh-caps=${CAPABILITIES}`,
        `--ambient-caps=${CAPABILITIES}`,
      ],
    ],
    options: { env },
  });
  demand(ambient.ready.ble === 'hci0', `with its capabilities it has ${JSON.stringify(ambient.ready)}`);
  const { uid, effective } = rights(ambient);
  const names = await decoded(effective);
  demand(uid === USER && names === 'cap_net_admin,cap_net_raw', `it runs as ${uid} with ${names}`);
  await ambient.program.end();

  await bed.sh(['bash', '-c', remedy.replaceAll('sudo ', '')]);
  const mended = await startHub(bed, { name: 'hub-mended', radio: 'auto', options: plain });
  demand(mended.ready.ble === 'hci0', `after its own remedy it has ${JSON.stringify(mended.ready)}`);
  return {
    user: uid,
    capabilities: names.replaceAll(',', ' and '),
    'remedy typed': remedy.split(' ').slice(1, 2)[0],
  };
}
