import type { Facts } from '../facts.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

/** The oldest Node that the hub runs on; the same as `engines` in package.json. */
const OLDEST_NODE = [20, 19] as const;

export function checkNode({ nodeVersion }: Facts): Finding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const fits = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (fits) return ok('node', `Node ${nodeVersion}.`);
  return fail(
    'node',
    `Node ${nodeVersion} is too old: the hub needs ${OLDEST_NODE.join('.')} or newer.`,
    'On Raspberry Pi OS or Debian 13: sudo apt install nodejs',
  );
}

/** Without the module there is no Bluetooth; that only matters (fail) where there is an adapter to use. */
export function checkModule({ module, adapters }: Facts): Finding {
  const about = 'bluetooth module';
  const worse = adapters.length > 0 ? fail : warn;
  switch (module.state) {
    case 'loads':
      return ok(about, 'The compiled Bluetooth module loads.');
    case 'missing':
      return worse(
        about,
        'The compiled Bluetooth module is missing, so the hub plays over Wi-Fi only.',
        'sudo apt install g++ make python3 && rm -rf node_modules && npm ci',
      );
    case 'broken':
      return worse(
        about,
        `The compiled Bluetooth module does not load (${module.reason}), so the hub plays over Wi-Fi only.`,
        'sudo apt install g++ make python3 && npm rebuild @abandonware/bluetooth-hci-socket',
      );
  }
}

/** A wrong clock breaks certificates, and dates in the history of matches; a Pi has no clock that runs without power. */
export function checkClock({ clock }: Facts): Finding {
  const date = new Date(clock.now).toISOString().slice(0, 10);
  if (clock.now < clock.builtAt) {
    return fail(
      'clock',
      `The clock says ${date}, which is before this software was made.`,
      'sudo timedatectl set-ntp true, or without internet: sudo date -s "YYYY-MM-DD HH:MM"',
    );
  }
  if (clock.synchronised === false) {
    return warn(
      'clock',
      `The clock says ${date}, but no time server has confirmed it.`,
      'sudo timedatectl set-ntp true (without internet: compare it with your watch)',
    );
  }
  return ok('clock', `The clock says ${date}.`);
}
