// Shows that the second kind of boot is right (systemd is process 1, what is written to the disk survives a reboot), and
// that the doctor names BlueZ's daemon when it has powered the adapter, with a remedy that works while the daemon runs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export const seconds = 180;

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
  const doctor = async () => {
    const program = bed.node('doctor', ['.build/hub/doctor/main.js', '--json']);
    await program.exit;
    return JSON.parse(program.lines.at(-1)).findings.find(({ about }) => about === 'hci0');
  };
  const conflict = await doctor();
  if (conflict.status !== 'fail' || !/powered on by bluetoothd \(pid \d+\)/.test(conflict.text)) {
    throw new Error(`the doctor did not name the daemon: ${JSON.stringify(conflict)}`);
  }
  // What a person would type: all up to the explanation in brackets.
  await bed.sh(['bash', '-c', conflict.fix.replace(/ \(.*/, '').replace('sudo ', '')]);
  const mended = await doctor();
  if (mended.status !== 'ok') throw new Error(`its remedy did not help: ${JSON.stringify(mended)}`);
  await bed.sh(['systemctl', 'is-active', 'bluetooth.service']);
  return { boots: bed.phase + 1, 'bluetoothd start ms': startMs };
}
