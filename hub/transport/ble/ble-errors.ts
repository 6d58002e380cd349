/** Why a radio cannot be used, as data: a sentence for a person and what to do about it. */
const table = {
  noModule: {
    sentence: 'The Bluetooth module is not installed on this machine.',
    fix: 'Install build tools (sudo apt install build-essential python3), then run: npm rebuild @abandonware/bluetooth-hci-socket',
  },
  noBluetooth: {
    sentence: 'This machine has no Bluetooth in its kernel.',
    fix: 'Load it with: sudo modprobe bluetooth. Containers and virtual machines often have none at all.',
  },
  noAdapter: {
    sentence: 'No Bluetooth adapter was found.',
    fix: 'Plug one in, or look for it with: hciconfig -a. On a Raspberry Pi remove dtoverlay=disable-bt from config.txt.',
  },
  noPermission: {
    sentence: 'The hub may not use the Bluetooth adapter.',
    fix: 'Give node the right once: sudo setcap cap_net_admin,cap_net_raw+eip "$(readlink -f "$(command -v node)")"',
  },
  busy: {
    sentence: 'The Bluetooth adapter is held by another program, mostly bluetoothd.',
    fix: 'Free it with: sudo systemctl stop bluetooth; sudo hciconfig hci0 down (or: sudo btmgmt --index 0 power off)',
  },
  blocked: {
    sentence: 'Bluetooth is switched off by rfkill.',
    fix: 'Switch it on with: sudo rfkill unblock bluetooth',
  },
  noAnswer: {
    sentence: 'The Bluetooth adapter does not answer.',
    fix: 'Unplug it and plug it in again; on a Raspberry Pi: sudo systemctl restart hciuart, or restart the Pi.',
  },
  tooOld: {
    sentence: 'The Bluetooth adapter is too old: it does not speak Bluetooth Low Energy.',
    fix: 'Use an adapter of Bluetooth 4.0 or newer.',
  },
  failed: {
    sentence: 'The Bluetooth adapter could not be opened.',
    fix: 'The log has the reason. Start with --radio off to play over Wi-Fi only.',
  },
} as const;

export type BleErrorCode = keyof typeof table;

/** A radio that cannot be used. `message` is the sentence with its fix; `detail` is for the log. */
export class BleError extends Error {
  override readonly name = 'BleError';
  readonly code: BleErrorCode;
  readonly sentence: string;
  readonly fix: string;
  readonly detail: string;

  /** @param adapter number of the adapter that the fix is for */
  constructor(code: BleErrorCode, detail: string, adapter = 0) {
    const { sentence } = table[code];
    const fix = table[code].fix.replace('hci0', `hci${adapter}`).replace('--index 0', `--index ${adapter}`);
    super(`${sentence} ${fix}`);
    this.code = code;
    this.sentence = sentence;
    this.fix = fix;
    this.detail = detail;
  }
}

/** Codes of Node's loader and of the kernel's socket, bind and ioctl calls for a Bluetooth user channel. */
const byCode: Readonly<Record<string, BleErrorCode>> = {
  MODULE_NOT_FOUND: 'noModule',
  ERR_DLOPEN_FAILED: 'noModule',
  EAFNOSUPPORT: 'noBluetooth',
  EPROTONOSUPPORT: 'noBluetooth',
  ENODEV: 'noAdapter',
  ENXIO: 'noAdapter',
  EPERM: 'noPermission',
  EACCES: 'noPermission',
  EBUSY: 'busy',
  EUSERS: 'busy',
  EALREADY: 'busy',
  ETIMEDOUT: 'noAnswer',
  ERFKILL: 'blocked',
};
/** Not among the codes Node has a name for. */
const ERFKILL = 132;

/** @returns what went wrong while a radio was opened, as one typed error. @param adapter its number, if one was named */
export function toBleError(error: unknown, adapter?: number): BleError {
  if (error instanceof BleError) return error;
  const { code, errno, message } = Object(error) as { code?: unknown; errno?: unknown; message?: unknown };
  const detail = typeof message === 'string' ? message : String(error);
  if (errno === ERFKILL || /rf-?kill/i.test(detail)) return new BleError('blocked', detail, adapter);
  return new BleError((typeof code === 'string' && byCode[code]) || 'failed', detail, adapter);
}
