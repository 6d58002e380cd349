import Module, { createRequire } from 'node:module';
import { hciSocketModule, loadNativeWith } from './native-hci-socket.ts';
import type { VirtualDevices } from './virtual-devices.ts';
import { VirtualHciSocket, virtualDevices } from './virtual-hci-socket.ts';

/** The CommonJS loader's own entry; undocumented, but what every module-mocking tool on Node 20 hooks as well. */
interface CommonJsLoader {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}

let installed = false;

/**
 * Makes `require('@abandonware/bluetooth-hci-socket')` give `VirtualHciSocket` in this process, whether the native module
 * is there or not. To be called before noble or bleno are loaded; again is harmless. Devices that were not added to the
 * returned list still reach the machine's own Bluetooth.
 */
export function installVirtualHci(): VirtualDevices {
  if (installed) return virtualDevices;
  installed = true;
  const loader = Module as unknown as CommonJsLoader;
  const original = loader._load;
  loadNativeWith((request) =>
    original.call(loader, createRequire(import.meta.url).resolve(request), undefined, false),
  );
  loader._load = function load(request, parent, isMain) {
    return request === hciSocketModule ? VirtualHciSocket : original.call(this, request, parent, isMain);
  };
  return virtualDevices;
}
