// Servers of the Bluetooth bench, one a process, each with an air of its own made alike. First argument: which; second: interval in ms.
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBleTransport } from '../../../hub/transport/ble/transport.ts';
import { Air } from '../../../phone-sim/radio/air.ts';
import { AirServer } from '../../../phone-sim/radio/air-server.ts';
import { installVirtualHci } from '../../../phone-sim/radio/install.ts';
import { inProcess } from '../../../phone-sim/radio/transport.ts';
import { encode } from '../../../protocol/codec.ts';
import { counterHub } from '../counter.ts';

/** Tick of the arena, and of the echo that is to be compared with it. */
const TICK_MS = 33;

/** Stock bleno, one characteristic: what was written comes back as a notification, at once or with the next tick. */
const startBleno = async (tickMs: number): Promise<void> => {
  process.env.BLENO_HCI_DEVICE_ID = '0';
  const bleno = createRequire(import.meta.url)('@abandonware/bleno') as typeof import('@abandonware/bleno');
  let update: ((data: Buffer) => void) | undefined;
  let newest = Buffer.alloc(4);
  const echo = new bleno.Characteristic({
    uuid: 'fff1',
    properties: ['write', 'writeWithoutResponse', 'notify'],
    onWriteRequest: (data, _offset, _withoutResponse, done) => {
      newest = Buffer.from(data);
      if (tickMs === 0) update?.(newest);
      done(bleno.Characteristic.RESULT_SUCCESS);
    },
    onSubscribe: (_size, updateValue) => {
      update = updateValue;
    },
    onUnsubscribe: () => {
      update = undefined;
    },
  });
  if (tickMs > 0) setInterval(() => update?.(newest), tickMs);
  await new Promise<void>((resolve) =>
    bleno.on('stateChange', (state) => state === 'poweredOn' && resolve()),
  );
  bleno.setServices([new bleno.PrimaryService({ uuid: 'fff0', characteristics: [echo] })]);
  await new Promise<void>((resolve, reject) =>
    bleno.startAdvertising('echo', ['fff0'], (error) => (error ? reject(error) : resolve())),
  );
};

const startCounter = async (): Promise<void> => {
  const transport = await openBleTransport({
    deviceId: 0,
    hubName: 'bench',
    roomId: 'BENCH',
    info: (link) => encode(hub.describe(link)),
  });
  const hub = counterHub(transport.links$);
  hub.start();
};

const main = async (): Promise<void> => {
  const [which, interval] = process.argv.slice(2);
  const air = new Air({ seed: 1, connectionInterval: Number(interval) });
  installVirtualHci().add(0, inProcess(air, { maxLinks: 20, aclBuffers: 32 }));
  process.env.HCI_CHANNEL_USER = '1';
  if (which === 'hub-event') await startCounter();
  else await startBleno(which === 'bleno-tick' ? TICK_MS : 0);
  const server = new AirServer(air);
  await server.listen(join(mkdtempSync(join(tmpdir(), 'partyline-bench-')), 'air.sock'));
  process.stdout.write(`listening ${server.path}\n`);
  process.on('SIGTERM', () => process.exit(0));
};

await main();
