import {
  type BleOptions,
  type BleTransport,
  openBleTransport,
} from '../../../../hub/transport/ble/transport.ts';
import type { Link } from '../../../../hub/transport/port.ts';
import type { Air } from '../../../../phone-sim/radio/air.ts';
import type { Controller } from '../../../../phone-sim/radio/controller.ts';
import type { ControllerOptions } from '../../../../phone-sim/radio/controller-state.ts';
import { installVirtualHci } from '../../../../phone-sim/radio/install.ts';
import { inProcess } from '../../../../phone-sim/radio/transport.ts';

export interface HubOnAir {
  readonly transport: BleTransport;
  /** The hub's controllers, newest last: a new one is made each time the adapter is opened. */
  readonly controllers: Controller[];
  readonly links: Link[];
  readonly deviceId: number;
  stop(): Promise<void>;
}

/** A hub's Bluetooth transport on a controller of an air. */
export async function hubOnAir(
  air: Air,
  options: Partial<BleOptions> = {},
  controller: ControllerOptions = {},
): Promise<HubOnAir> {
  const devices = installVirtualHci();
  const controllers: Controller[] = [];
  const deviceId = devices.addNext(
    inProcess(air, controller, (made) => controllers.push(made)),
    1,
  );
  const transport = await openBleTransport({
    deviceId,
    hubName: 'Living room',
    roomId: 'ROOM42',
    info: () => Buffer.from('info'),
    ...options,
  });
  const links: Link[] = [];
  transport.links$.subscribe((link) => links.push(link));
  return {
    transport,
    controllers,
    links,
    deviceId,
    stop: async () => {
      await transport.stop();
      devices.remove(deviceId);
    },
  };
}
