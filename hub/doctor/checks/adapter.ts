import type { AdapterFacts, Facts } from '../facts.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

const index = (name: string): string => name.slice('hci'.length);

/** One adapter: can the hub take it for itself as it is now? It must be powered off, as BlueZ sees it, and nobody's. */
function judge(adapter: AdapterFacts, facts: Facts): Finding {
  const { name } = adapter;
  const called = adapter.address === null ? name : `${name} (${adapter.address})`;
  if (adapter.rfkill === 'hard') {
    return fail(name, `${called} is switched off by a switch or key of this machine.`, 'Turn that switch on');
  }
  if (adapter.rfkill === 'soft') {
    return fail(name, `${called} is switched off by rfkill.`, 'sudo rfkill unblock bluetooth');
  }
  if (adapter.use === 'unknown') {
    return warn(name, `${called} is there, but nothing more can be seen.`, 'Mend the Bluetooth module first');
  }
  if (adapter.use === 'unmanaged') return judgeUnmanaged(called, name, facts);
  if (!adapter.lowEnergy) {
    return fail(
      name,
      `${called} does not speak Bluetooth Low Energy.`,
      'Use an adapter of Bluetooth 4.0 or newer',
    );
  }
  if (adapter.powered && facts.bluetoothdPid !== null) {
    return fail(
      name,
      `${called} is powered on by bluetoothd (pid ${facts.bluetoothdPid}), and the hub needs it for itself.`,
      `sudo btmgmt --index ${index(name)} power off (until the next restart; for good: sudo ./scripts/install-pi)`,
    );
  }
  if (adapter.powered) {
    return fail(
      name,
      `${called} is powered on, and the hub can only take one that is powered off.`,
      `sudo btmgmt --index ${index(name)} power off`,
    );
  }
  return ok(name, `${called} speaks Low Energy and is free.`);
}

/** The kernel does not manage it: the hub has it, or somebody else, or it never answered. */
function judgeUnmanaged(called: string, name: string, { holders, rights }: Facts): Finding {
  const hub = holders.find(({ isHub }) => isHub);
  if (hub) return ok(name, `${called} is in use by the hub (pid ${hub.pid}).`);
  // bluetoothd has a socket for its own purposes and never takes an adapter this way.
  const others = holders.filter(({ program }) => program !== 'bluetoothd');
  if (others.length === 0 && rights.isRoot) {
    return fail(
      name,
      `${called} does not answer the kernel.`,
      'Unplug it and plug it in again; on a Raspberry Pi: sudo systemctl restart hciuart, or restart the Pi',
    );
  }
  if (others.length === 0) {
    return fail(
      name,
      `${called} is held by a program of another user, or does not answer.`,
      'sudo ./scripts/doctor shows which',
    );
  }
  const names = others.map(({ program, pid }) => `${program} (pid ${pid})`).join(', ');
  return fail(name, `${called} is held by ${names}.`, `sudo kill ${others.map(({ pid }) => pid).join(' ')}`);
}

/** Nothing to play on by Bluetooth; the hub still plays over Wi-Fi. */
function noAdapter({ pi, socketError }: Facts): Finding {
  const about = 'adapter';
  if (pi?.disabledIn) {
    return fail(
      about,
      `Bluetooth is switched off in ${pi.disabledIn}.`,
      `Remove the line dtoverlay=disable-bt (or its like) from ${pi.disabledIn} and restart`,
    );
  }
  if (typeof socketError === 'string') {
    return warn(
      about,
      `The kernel has no Bluetooth (${socketError}), so the hub plays over Wi-Fi only.`,
      'sudo modprobe bluetooth; containers and many virtual machines have none at all',
    );
  }
  return warn(
    about,
    'There is no Bluetooth adapter, so the hub plays over Wi-Fi only.',
    pi
      ? 'sudo systemctl restart hciuart, or plug in a USB adapter'
      : 'Plug in a USB adapter of Bluetooth 4.0 or newer',
  );
}

/** One finding for each adapter. One that is ready is enough: then what is wrong with the others only warns. */
export function checkAdapters(facts: Facts): Finding[] {
  if (facts.adapters.length === 0) return [noAdapter(facts)];
  const findings = facts.adapters.map((adapter) => judge(adapter, facts));
  const ready = findings.some(({ status }) => status === 'ok');
  return findings.map((finding) =>
    ready && finding.status === 'fail' ? { ...finding, status: 'warn' } : finding,
  );
}

/** May this user take an adapter? User channel mode asks for CAP_NET_ADMIN, the raw socket for CAP_NET_RAW. */
export function checkRights({ rights, adapters }: Facts): Finding {
  const about = 'rights';
  const missing = [...(rights.netAdmin ? [] : ['CAP_NET_ADMIN']), ...(rights.netRaw ? [] : ['CAP_NET_RAW'])];
  if (missing.length === 0) return ok(about, `${rights.user} may use a Bluetooth adapter.`);
  const text = `${rights.user} may not use a Bluetooth adapter: ${missing.join(' and ')} missing.`;
  if (rights.serviceInstalled) return ok(about, `${text} The installed service may.`);
  if (adapters.length === 0) return ok(about, `${text} There is none to use.`);
  return fail(
    about,
    text,
    'sudo ./scripts/install-pi (a service with these rights), or give them to every Node program: ' +
      'sudo setcap cap_net_admin,cap_net_raw+eip "$(readlink -f "$(command -v node)")"',
  );
}
