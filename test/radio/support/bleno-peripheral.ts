import { createRequire } from 'node:module';
import { installVirtualHci } from '../../../phone-sim/radio/install.ts';
import type { ControllerSource } from '../../../phone-sim/radio/transport.ts';

type BlenoModule = typeof import('@abandonware/bleno');

export interface StockPeripheral {
  readonly bleno: BlenoModule;
  readonly written: Buffer[];
  /** Sends a notification to whoever subscribed last. */
  notify(data: Buffer): void;
}

/**
 * Stock bleno on `source`, advertising service fff0 with characteristic fff1 (write, write without response, notify).
 * bleno is one object a process, so there can be one of these in a test file.
 */
export async function startBleno(source: ControllerSource, name: string): Promise<StockPeripheral> {
  installVirtualHci().add(0, source);
  process.env.HCI_CHANNEL_USER = '1';
  process.env.BLENO_HCI_DEVICE_ID = '0';
  const bleno = createRequire(import.meta.url)('@abandonware/bleno') as BlenoModule;
  const written: Buffer[] = [];
  let update: ((data: Buffer) => void) | null = null;
  const characteristic = new bleno.Characteristic({
    uuid: 'fff1',
    properties: ['write', 'writeWithoutResponse', 'notify'],
    onWriteRequest: (data, _offset, _withoutResponse, done) => {
      written.push(data);
      done(bleno.Characteristic.RESULT_SUCCESS);
    },
    onSubscribe: (_size, updateValue) => {
      update = updateValue;
    },
  });
  await new Promise<void>((resolve) => {
    bleno.on('stateChange', (state) => {
      if (state === 'poweredOn') resolve();
    });
  });
  bleno.setServices([new bleno.PrimaryService({ uuid: 'fff0', characteristics: [characteristic] })]);
  await new Promise<void>((resolve, reject) => {
    bleno.startAdvertising(name, ['fff0'], (error) => (error ? reject(error) : resolve()));
  });
  return { bleno, written, notify: (data) => update?.(data) };
}

/** Passes everything on and keeps the reasons of all Disconnection Complete events. */
export function keepingReasons(source: ControllerSource, reasons: number[]): ControllerSource {
  return (handlers) =>
    source({
      packet: (packet) => {
        if (packet[0] === 0x04 && packet[1] === 0x05) reasons.push(packet[6] ?? -1);
        handlers.packet(packet);
      },
      closed: handlers.closed,
    });
}
