import { overUnixSocket } from '../../../phone-sim/radio/air-client.ts';
import { createNobleCentral } from '../../../phone-sim/radio/noble-instance.ts';

/** A phone in a process of its own: joins the air at argv[2], subscribes, says so, and then stays until it is killed. */
const path = process.argv[2] ?? '';
const phone = await createNobleCentral(overUnixSocket(path));
phone.noble.once('discover', async (peripheral) => {
  await phone.noble.stopScanningAsync();
  await peripheral.connectAsync();
  const { characteristics } = await peripheral.discoverAllServicesAndCharacteristicsAsync();
  const remote = characteristics.find((one) => one.uuid === 'fff1');
  await remote?.subscribeAsync();
  await remote?.writeAsync(Buffer.from(`hello from ${phone.noble.address}`), true);
  process.stdout.write(`${phone.noble.address}\n`);
});
await phone.noble.startScanningAsync(['fff0'], false);
