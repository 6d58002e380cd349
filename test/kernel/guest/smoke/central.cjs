// A stock noble central: finds the peripheral, writes, waits for each notification, prints its figures as one JSON line.
const noble = require('@abandonware/noble');

const SERVICE = 'a1b20000c3d4e5f60718293a4b5c6d7e';
const ECHO = 'a1b20001c3d4e5f60718293a4b5c6d7e';
const ROUNDS = 200;

// In user channel mode noble never asks for the controller's ACL buffers, so nothing would ever be sent.
const { _hci: hci } = noble._bindings;
hci.once('readLocalVersion', () => hci.readLeBufferSize());

const started = performance.now();
const since = () => performance.now() - started;

async function measure(peripheral) {
  const discoverMs = since();
  await noble.stopScanningAsync();
  await peripheral.connectAsync();
  const connectMs = since() - discoverMs;
  const found = await peripheral.discoverSomeServicesAndCharacteristicsAsync([SERVICE], [ECHO]);
  const [echo] = found.characteristics;
  await echo.subscribeAsync();
  const rtts = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sent = performance.now();
    const payload = Buffer.alloc(20, round);
    const back = new Promise((resolve) => echo.once('data', resolve));
    await echo.writeAsync(payload, true);
    if (!payload.equals(await back)) throw new Error(`round ${round} came back changed`);
    rtts.push(performance.now() - sent);
  }
  // With response as well: it takes another way through both stacks.
  const back = new Promise((resolve) => echo.once('data', resolve));
  await echo.writeAsync(Buffer.from('acknowledged'), false);
  if (String(await back) !== 'acknowledged') throw new Error('the acknowledged write came back changed');
  const { localName } = peripheral.advertisement;
  console.log(JSON.stringify({ localName, mtu: peripheral.mtu, discoverMs, connectMs, rtts }));
  await peripheral.disconnectAsync();
}

noble.on('stateChange', (state) => {
  console.log(`state ${state}`);
  if (state === 'poweredOn') noble.startScanning([SERVICE], false);
});
noble.once('discover', (peripheral) =>
  measure(peripheral).then(
    () => process.exit(0),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  ),
);
