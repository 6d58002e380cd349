// BlueZ's daemon in a plain boot, where no systemd starts it.

const BUS = 'org.freedesktop.DBus';

/**
 * Starts D-Bus and bluetoothd; resolves when the daemon answers on the bus.
 * @param {ReturnType<import('./bed.mjs').createBed>} bed
 */
export async function startBluetoothd(bed) {
  bed.run('dbus-daemon', ['dbus-daemon', '--system', '--nofork', '--nopidfile']);
  const isThere = async (name) => {
    const call = ['dbus-send', '--system', '--print-reply', `--dest=${BUS}`, '/', `${BUS}.GetNameOwner`];
    return (await bed.run('dbus-send', [...call, `string:${name}`]).exit).code === 0;
  };
  await bed.until(() => isThere(BUS), 'D-Bus', 30, 500);
  const daemon = bed.run('bluetoothd', ['/usr/libexec/bluetooth/bluetoothd', '--nodetach']);
  await bed.until(() => isThere('org.bluez'), "BlueZ's daemon", 60, 500);
  return daemon;
}
