// Shows that the second kind of boot is right: systemd is process 1, BlueZ's daemon takes an adapter, and what is
// written to the guest's disk is still there after a reboot.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export const seconds = 90;

const KEPT = '/var/lib/partyline-bed-kept';

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function smoke(bed) {
  const one = readFileSync('/proc/1/comm', 'utf8').trim();
  if (one !== 'systemd') throw new Error(`process 1 is ${one}`);
  if (bed.phase === 0) {
    writeFileSync(KEPT, 'first boot');
    await bed.reboot();
  }
  if (!existsSync(KEPT)) throw new Error('the disk did not survive the reboot');
  await bed.btvirt(1);
  const started = performance.now();
  await bed.sh(['systemctl', 'start', 'bluetooth.service']);
  const startMs = performance.now() - started;
  await bed.until(async () => {
    const shown = await bed.sh(['bluetoothctl', '--timeout', '5', 'show']);
    return shown.some((line) => /Controller ([0-9A-F]{2}:){5}/.test(line));
  }, 'an adapter known to bluetoothd');
  await bed.sh(['bluetoothctl', 'power', 'on']);
  const shown = await bed.sh(['bluetoothctl', 'show']);
  if (!shown.some((line) => /Powered: yes/.test(line)))
    throw new Error('bluetoothd could not power the adapter');
  return { boots: bed.phase + 1, 'bluetoothd start ms': startMs };
}
