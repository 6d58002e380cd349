import { createRequire } from 'node:module';
import type { BlenoModules, HciSocket } from './bleno-types.ts';

let loaded: BlenoModules | undefined;

/**
 * Loads bleno's parts, not its main module: that one is a single peripheral with one link, and installs process listeners.
 * Loaded late, so that a machine without the native module, or a test with a virtual radio, finds out here and not at start.
 * @throws whatever the native module throws: not installed, not compiled, no Bluetooth in the kernel
 */
export function loadBleno(): BlenoModules {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  const part = (name: string): unknown => require(`@abandonware/bleno/lib/${name}`);
  const modules = {
    Hci: part('hci-socket/hci'),
    Gap: part('hci-socket/gap'),
    Gatt: part('hci-socket/gatt'),
    AclStream: part('hci-socket/acl-stream'),
    PrimaryService: part('primary-service'),
    Characteristic: part('characteristic'),
    Descriptor: part('descriptor'),
  } as BlenoModules;
  // Loading AclStream opened the kernel's management channel, to store keys of pairings. The hub does not pair, and an open
  // poll would keep the process alive.
  (part('hci-socket/mgmt') as { readonly _socket: HciSocket })._socket.stop();
  loaded = modules;
  return modules;
}
