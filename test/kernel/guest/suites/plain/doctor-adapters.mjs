// The doctor on real kernel adapters in every state it must tell apart, and its remedies typed as it prints them.
import { cpSync, mkdirSync } from 'node:fs';

export const seconds = 180;

const NOBODY = 65534;

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function doctorAdapters(bed) {
  let visits = 0;
  /** All findings, and the one about `about`. */
  async function visit(about, options = {}) {
    visits += 1;
    const program = bed.node('doctor', ['.build/hub/doctor/main.js', '--json'], options);
    await program.exit;
    const findings = JSON.parse(program.lines.at(-1)).findings;
    return findings.find((finding) => finding.about === about);
  }
  function expect(finding, status, pattern) {
    if (finding?.status === status && pattern.test(finding.text)) return;
    throw new Error(`expected ${status} ${pattern}, got ${JSON.stringify(finding)}`);
  }
  /** Types a remedy as a root without sudo would: what stands before the first bracket. */
  const mend = ({ fix }) => bed.sh(['bash', '-c', fix.replace(/ \(.*/, '').replaceAll('sudo ', '')]);

  expect(await visit('adapter'), 'warn', /no Bluetooth adapter/);
  await bed.btvirt(1);
  expect(await visit('hci0'), 'ok', /is free/);

  await bed.sh(['btmgmt', '--index', '0', 'power', 'on']);
  const powered = await visit('hci0');
  expect(powered, 'fail', /powered on, and the hub/);
  await mend(powered);
  expect(await visit('hci0'), 'ok', /is free/);

  await bed.sh(['rfkill', 'block', 'bluetooth']);
  const blocked = await visit('hci0');
  expect(blocked, 'fail', /by rfkill/);
  await mend(blocked);
  expect(await visit('hci0'), 'ok', /is free/);

  const other = bed.node('bleno', ['test/kernel/guest/smoke/peripheral.cjs'], {
    env: { ...process.env, HCI_CHANNEL_USER: '1', BLENO_HCI_DEVICE_ID: '0' },
  });
  await other.line(/^advertising$/);
  const held = await visit('hci0');
  expect(held, 'fail', new RegExp(`held by node \\(pid ${other.pid}\\)`));
  expect(await visit('hci0', { uid: NOBODY, gid: NOBODY }), 'fail', /of another user/);
  await mend(held);
  await other.exit;
  expect(await visit('hci0'), 'ok', /is free/);

  // The same program under the name of the hub is the hub.
  mkdirSync('/tmp/hub');
  cpSync(`${bed.project}/test/kernel/guest/smoke/peripheral.cjs`, '/tmp/hub/main.js');
  const hub = bed.node('hub', ['/tmp/hub/main.js'], {
    env: {
      ...process.env,
      HCI_CHANNEL_USER: '1',
      BLENO_HCI_DEVICE_ID: '0',
      NODE_PATH: `${bed.project}/node_modules`,
    },
  });
  await hub.line(/^advertising$/);
  expect(await visit('hci0'), 'ok', /in use by the hub/);
  await hub.end();

  expect(await visit('rights'), 'ok', /^root may/);
  expect(
    await visit('rights', { uid: NOBODY, gid: NOBODY }),
    'fail',
    /CAP_NET_ADMIN and CAP_NET_RAW missing/,
  );
  return { visits };
}
