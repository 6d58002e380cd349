import { type EventEmitter, once } from 'node:events';
import { overUnixSocket } from '../../../phone-sim/radio/air-client.ts';
import { createNobleCentral } from '../../../phone-sim/radio/noble-instance.ts';
import { pause, percentile } from '../process.ts';

type Peripheral = import('@abandonware/noble').Peripheral;

export interface EchoResult {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly notificationsPerSecond: number;
}

/** One real noble writes numbers without response to an echo, `everyMs` apart plus a little that differs, and takes the time until each comes back. */
export const measureEcho = async (
  air: string,
  seconds: number,
  everyMs: number,
  random01: () => number,
): Promise<EchoResult> => {
  const central = await createNobleCentral(overUnixSocket(air));
  const { noble } = central;
  await noble.startScanningAsync(['fff0'], false);
  const [peripheral] = (await once(noble as unknown as EventEmitter, 'discover')) as [Peripheral];
  await noble.stopScanningAsync();
  await peripheral.connectAsync();
  const { characteristics } = await peripheral.discoverSomeServicesAndCharacteristicsAsync(
    ['fff0'],
    ['fff1'],
  );
  const [echo] = characteristics;
  if (!echo) throw new Error('the echo has no characteristic');
  const sentAt = new Map<number, number>();
  const samples: number[] = [];
  let notifications = 0;
  echo.on('data', (data: Buffer) => {
    notifications += 1;
    const sequence = data.readUInt32LE(0);
    const at = sentAt.get(sequence);
    if (at === undefined) return;
    samples.push(performance.now() - at);
    for (const older of sentAt.keys()) if (older <= sequence) sentAt.delete(older);
  });
  await echo.subscribeAsync();
  const end = performance.now() + seconds * 1_000;
  for (let sequence = 1; performance.now() < end; sequence += 1) {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(sequence);
    sentAt.set(sequence, performance.now());
    void echo.writeAsync(data, true);
    await pause(everyMs * (0.5 + random01()));
  }
  await central.close();
  samples.sort((a, b) => a - b);
  return {
    p50Ms: percentile(samples, 0.5),
    p99Ms: percentile(samples, 0.99),
    notificationsPerSecond: notifications / seconds,
  };
};
