import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ClockFacts, Facts, PiFacts, RightsFacts } from '../facts.ts';
import { readText } from './processes.ts';

/** Bit numbers of linux/capability.h. */
const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;

/** Where scripts/install-pi puts its unit. */
const UNIT = '/etc/systemd/system/partyline.service';

function probeRights(): RightsFacts {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readText('/proc/self/status') ?? '')?.[1] ?? '0';
  const effective = BigInt(`0x${line}`);
  const has = (bit: bigint): boolean => ((effective >> bit) & 1n) === 1n;
  return {
    user: userInfo().username,
    isRoot: process.geteuid?.() === 0,
    netAdmin: has(CAP_NET_ADMIN),
    netRaw: has(CAP_NET_RAW),
    serviceInstalled: existsSync(UNIT),
  };
}

/** A Raspberry Pi names itself in the device tree; its boot configuration can switch Bluetooth off. */
function probePi(): PiFacts | null {
  const model = readText('/proc/device-tree/model')?.replaceAll('\0', '');
  if (!model?.includes('Raspberry Pi')) return null;
  const configs = ['/boot/firmware/config.txt', '/boot/config.txt'];
  const disabled = configs.find((path) => /^\s*dtoverlay=(pi\d-)?disable-bt/m.test(readText(path) ?? ''));
  return { model, disabledIn: disabled ?? null };
}

/** systemd's word on whether a time server has set the clock; `null` without systemd. */
function synchronised(): boolean | null {
  try {
    const said = execFileSync('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
      encoding: 'utf8',
      timeout: 3000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return said.trim() === '' ? null : said.trim() === 'yes';
  } catch {
    return null;
  }
}

const probeClock = (): ClockFacts => ({
  now: Date.now(),
  // This very file, as it was built on or copied to this machine.
  builtAt: statSync(fileURLToPath(import.meta.url)).mtimeMs,
  synchronised: synchronised(),
});

/** What does not depend on Bluetooth or the network. */
export const probeMachine = (): Pick<Facts, 'nodeVersion' | 'rights' | 'pi' | 'clock'> => ({
  nodeVersion: process.versions.node,
  rights: probeRights(),
  pi: probePi(),
  clock: probeClock(),
});
