// scripts/install-pi on a system with systemd: installed, least privilege, always on, upgraded, rebooted, removed.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { service } from '../../lib/service.mjs';

export const seconds = 600;

const SETTINGS = '/etc/default/partyline';
/** The version to upgrade to. */
const NEXT = '/srv/partyline-next';
const KEPT = '/out/service-figures.json';

function demand(truth, what) {
  if (!truth) throw new Error(what);
}

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function installedService(bed) {
  const hub = service(bed);
  const install = (from, ...flags) => bed.sh([`${from}/scripts/install-pi`, ...flags]);

  if (bed.phase === 0) {
    await bed.btvirt(1);
    await bed.sh(['systemctl', 'start', 'bluetooth.service']);
    await bed.sh(['bluetoothctl', '--timeout', '5', 'power', 'on']);
    // A watchdog that a test can wait for, and a start that may take as long as an emulated machine needs.
    mkdirSync('/etc/systemd/system/partyline.service.d', { recursive: true });
    writeFileSync(
      '/etc/systemd/system/partyline.service.d/test.conf',
      '[Service]\nWatchdogSec=12\nTimeoutStartSec=300\n',
    );

    const installing = performance.now();
    await install(bed.project, '--as-is');
    const installSeconds = (performance.now() - installing) / 1000;
    // Later versions come from the guest's own disk, which is quicker than the share.
    await bed.sh(['cp', '-r', '/opt/partyline', NEXT]);
    await bed.sh(['cp', '-r', `${bed.project}/scripts`, NEXT]);
    await bed.sh(['systemd-analyze', 'verify', '/etc/systemd/system/partyline.service']);
    demand((await hub.health())?.ok, 'the hub does not answer right after the installation');
    demand(
      (await hub.ready()).ble === 'hci0',
      `the hub took no adapter: ${JSON.stringify(await hub.ready())}`,
    );
    const { names, uid } = await hub.capabilities();
    demand(uid !== 0, 'the hub runs as root');
    demand(String(names) === 'cap_net_admin', `the hub has ${names}`);
    const chain = ['node-gyp', 'tar', 'rimraf', 'usb', '@mapbox'];
    for (const name of chain)
      demand(!existsSync(`/opt/partyline/node_modules/${name}`), `${name} was installed, which nothing runs`);
    const [exposure] = await bed.sh([
      'sh',
      '-c',
      'systemd-analyze security --no-pager partyline.service | tail -n 1',
    ]);
    demand(Number(/: ([\d.]+)/.exec(exposure)[1]) < 2, exposure);

    // Again, with a setting changed: an upgrade keeps it.
    const settings = readFileSync(SETTINGS, 'utf8');
    writeFileSync(SETTINGS, settings.replace('PARTYLINE_CODE=auto', 'PARTYLINE_CODE=4711'));
    await install(NEXT, '--as-is');
    demand((await hub.ready()).code === '4711', 'the upgrade lost the join code');
    demand((await hub.ready()).ble === 'hci0', 'the upgraded hub took no adapter');

    let before = await hub.pid();
    process.kill(before, 'SIGKILL');
    const afterKill = await hub.backAfter(before, 'the hub back after kill -9');
    before = await hub.pid();
    process.kill(before, 'SIGSTOP');
    const afterHang = await hub.backAfter(before, 'the hub back after it hung');
    demand((await hub.ready()).ble === 'hci0', 'the hub came back without its adapter');

    writeFileSync(KEPT, JSON.stringify({ installSeconds, afterKill, afterHang }));
    await bed.reboot();
  }

  await bed.until(
    () => hub.health().then((health) => health?.ok),
    'the hub up by itself after the reboot',
    60,
  );
  demand((await hub.ready()).code === '4711', 'the reboot lost the join code');
  const figures = JSON.parse(readFileSync(KEPT, 'utf8'));

  // BlueZ's daemon stays: the hub takes a powered adapter when it starts, and the daemon has it again when the hub ends.
  await bed.btvirt(1);
  await install(NEXT, '--as-is', '--keep-bluetoothd');
  const powered = async () =>
    (await bed.sh(['bluetoothctl', '--timeout', '5', 'show'])).some((line) => /Powered: yes/.test(line));
  await bed.sh(['systemctl', 'stop', 'partyline.service']);
  await bed.sh(['systemctl', 'restart', 'bluetooth.service']);
  await bed.until(powered, "the adapter powered by BlueZ's daemon");
  await bed.sh(['systemctl', 'start', 'partyline.service']);
  demand((await hub.ready()).ble === 'hci0', `the hub did not take it: ${JSON.stringify(await hub.ready())}`);
  await bed.sh(['systemctl', 'stop', 'partyline.service']);
  await bed.until(powered, "the adapter back with BlueZ's daemon");

  // A version that cannot start is taken back.
  writeFileSync(`${NEXT}/.build/hub/main.js`, 'process.exit(3);\n');
  await bed.sh(['systemctl', 'start', 'partyline.service']);
  const broken = bed.run('broken-upgrade', [`${NEXT}/scripts/install-pi`, '--as-is']);
  demand((await broken.exit).code === 1, 'a version that cannot start was installed');
  demand((await hub.health())?.ok, 'the old version is not back');

  appendFileSync(SETTINGS, '# mine\n');
  await install(NEXT, '--uninstall');
  demand(!existsSync('/opt/partyline') && existsSync(SETTINGS), 'the removal took too little or too much');
  await install(NEXT, '--uninstall', '--purge');
  demand(!existsSync(SETTINGS) && !existsSync('/var/lib/partyline'), 'the purge left something');
  demand((await hub.show('LoadState')) === 'not-found', 'the unit is still there');
  return {
    'installed in s': figures.installSeconds,
    'back after kill -9 in s': figures.afterKill,
    'back after a hang in s': figures.afterHang,
  };
}
