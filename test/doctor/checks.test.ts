import { describe, expect, it } from 'vitest';
import { checkAll } from '../../hub/doctor/checks/all.ts';
import type { Facts, PortFacts, RightsFacts } from '../../hub/doctor/facts.ts';
import { adapter, facts } from './facts.ts';

const hub = { pid: 7, program: 'node', isHub: true };
const daemon = { pid: 300, program: 'bluetoothd', isHub: false };
const sniffer = { pid: 44, program: 'btmon', isHub: false };
const healthy = facts();
const rights = (changes: Partial<RightsFacts>): Partial<Facts> => ({
  rights: { ...healthy.rights, ...changes },
});
const webPort = (changes: Partial<PortFacts>): Partial<Facts> => ({
  ports: [{ about: 'web port', flag: '--port', port: 80, state: 'free', holder: null, ...changes }],
});

/** What is so; the one finding it changes; its status; what its text says; what its remedy says. */
const table: [string, Partial<Facts>, string, 'ok' | 'warn' | 'fail', RegExp, RegExp?][] = [
  [
    'Node is too old',
    { nodeVersion: '20.18.3' },
    'node',
    'fail',
    /20\.18\.3 is too old/,
    /apt install nodejs/,
  ],
  ['Node is newer', { nodeVersion: '22.0.0' }, 'node', 'ok', /22\.0\.0/],
  [
    'the module is missing',
    { module: { state: 'missing' } },
    'bluetooth module',
    'fail',
    /missing/,
    /npm ci/,
  ],
  [
    'the module is missing and there is no adapter to miss it',
    { module: { state: 'missing' }, adapters: [] },
    'bluetooth module',
    'warn',
    /Wi-Fi only/,
    /npm ci/,
  ],
  [
    'the module was built for another Node',
    { module: { state: 'broken', reason: 'NODE_MODULE_VERSION 108' } },
    'bluetooth module',
    'fail',
    /NODE_MODULE_VERSION 108/,
    /npm rebuild/,
  ],
  ['the adapter is free', {}, 'hci0', 'ok', /dc:a6:32:00:00:01.*free/],
  [
    'bluetoothd has powered the adapter',
    { adapters: [adapter({ powered: true })], bluetoothdPid: 300, holders: [daemon] },
    'hci0',
    'fail',
    /powered on by bluetoothd \(pid 300\)/,
    /^sudo btmgmt --index 0 power off/,
  ],
  ['bluetoothd runs and the adapter is off', { bluetoothdPid: 300, holders: [daemon] }, 'hci0', 'ok', /free/],
  [
    'nobody knows who has powered the second adapter',
    { adapters: [adapter({ name: 'hci1', powered: true })] },
    'hci1',
    'fail',
    /only take one that is powered off/,
    /--index 1 power off/,
  ],
  ['rfkill is on', { adapters: [adapter({ rfkill: 'soft' })] }, 'hci0', 'fail', /rfkill/, /rfkill unblock/],
  ['a switch is off', { adapters: [adapter({ rfkill: 'hard' })] }, 'hci0', 'fail', /switch or key/, /switch/],
  ['the adapter is old', { adapters: [adapter({ lowEnergy: false })] }, 'hci0', 'fail', /not speak/, /4\.0/],
  [
    'the hub plays on the adapter',
    { adapters: [adapter({ use: 'unmanaged', address: null })], holders: [daemon, hub], bluetoothdPid: 300 },
    'hci0',
    'ok',
    /in use by the hub \(pid 7\)/,
  ],
  [
    'another program has the adapter',
    { adapters: [adapter({ use: 'unmanaged' })], holders: [daemon, sniffer] },
    'hci0',
    'fail',
    /held by btmon \(pid 44\)\.$/,
    /sudo kill 44$/,
  ],
  [
    "another user's program has the adapter",
    { adapters: [adapter({ use: 'unmanaged' })], ...rights({ isRoot: false }) },
    'hci0',
    'fail',
    /another user, or does not answer/,
    /sudo \.\/scripts\/doctor/,
  ],
  [
    'the adapter never came up',
    { adapters: [adapter({ use: 'unmanaged' })] },
    'hci0',
    'fail',
    /does not answer the kernel/,
    /Unplug/,
  ],
  [
    'one adapter is ready and another is not',
    { adapters: [adapter(), adapter({ name: 'hci1', rfkill: 'soft' })] },
    'hci1',
    'warn',
    /rfkill/,
    /unblock/,
  ],
  ['there is no adapter', { adapters: [] }, 'adapter', 'warn', /Wi-Fi only/, /hciuart/],
  [
    'the kernel has no Bluetooth',
    { adapters: [], socketError: 'EAFNOSUPPORT' },
    'adapter',
    'warn',
    /no Bluetooth \(EAFNOSUPPORT\)/,
    /modprobe bluetooth/,
  ],
  [
    'the boot configuration of the Pi switches Bluetooth off',
    { adapters: [], pi: { model: 'Raspberry Pi 5', disabledIn: '/boot/firmware/config.txt' } },
    'adapter',
    'fail',
    /switched off in \/boot\/firmware\/config\.txt/,
    /disable-bt/,
  ],
  [
    'one right is missing',
    rights({ netRaw: false }),
    'rights',
    'fail',
    /: CAP_NET_RAW missing/,
    /install-pi/,
  ],
  [
    'both are missing',
    rights({ netRaw: false, netAdmin: false }),
    'rights',
    'fail',
    /CAP_NET_ADMIN and CAP_NET_RAW missing/,
    /setcap cap_net_admin,cap_net_raw\+eip/,
  ],
  ['the service has them', rights({ netRaw: false, serviceInstalled: true }), 'rights', 'ok', /service may/],
  ['nothing to use them on', { ...rights({ netRaw: false }), adapters: [] }, 'rights', 'ok', /none to use/],
  ['the hub is on the port', webPort({ state: 'hub' }), 'web port', 'ok', /hub is playing on port 80\./],
  [
    'the port is taken',
    webPort({ state: 'taken', holder: 'nginx (pid 12)' }),
    'web port',
    'warn',
    /taken by nginx \(pid 12\)/,
    /--port 90.*ss -ltnp 'sport = :80'/,
  ],
  ['the port is forbidden', webPort({ state: 'forbidden' }), 'web port', 'fail', /ordinary users/, /1024/],
  ['there is no network', { addresses: [] }, 'addresses', 'warn', /only join over Bluetooth/, /nmtui/],
  ['mDNS is kept from the hub', { mdnsError: 'EADDRINUSE' }, 'mdns', 'warn', /EADDRINUSE/, /ss -lunp/],
  ['there is no network to be found in', { addresses: [], mdnsError: 'ENODEV' }, 'mdns', 'ok', /no network/],
  [
    'the clock starts in 1970',
    { clock: { ...healthy.clock, now: 5000 } },
    'clock',
    'fail',
    /1970-01-01, which is before/,
    /timedatectl set-ntp true/,
  ],
  [
    'no time server has been heard',
    { clock: { ...healthy.clock, synchronised: false } },
    'clock',
    'warn',
    /no time server/,
    /timedatectl/,
  ],
  [
    'nobody tells of time servers',
    { clock: { ...healthy.clock, synchronised: null } },
    'clock',
    'ok',
    /2026-06-01/,
  ],
];

describe('doctor', () => {
  it('finds nothing wrong where nothing is wrong', () => {
    expect(checkAll(healthy).filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it.each(table)('when %s', (_case, changes, about, status, text, fix) => {
    const findings = checkAll(facts(changes));
    const finding = findings.find((one) => one.about === about);
    expect(finding).toMatchObject({ status, text: expect.stringMatching(text) });
    if (fix === undefined) expect(finding?.fix).toBeUndefined();
    else expect(finding?.fix).toMatch(fix);
  });

  it('names a remedy with everything that is not ok, and none with what is', () => {
    for (const [, changes] of table) {
      for (const { status, fix } of checkAll(facts(changes))) expect(fix === undefined).toBe(status === 'ok');
    }
  });
});
