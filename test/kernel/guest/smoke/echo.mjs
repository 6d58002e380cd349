// Stock bleno on one adapter, stock noble on another, and what they measured of each other.
import { quantile } from '../lib/figures.mjs';

/**
 * Runs the pair to its end; rejects unless every byte came back, under one MTU that both sides agree on.
 * @param {ReturnType<import('../lib/bed.mjs').createBed>} bed
 * @param {string} peripheralAdapter e.g. 'hci0'
 * @param {string} centralAdapter
 * @returns figures
 */
export async function echo(bed, peripheralAdapter, centralAdapter) {
  const env = { ...process.env, HCI_CHANNEL_USER: '1' };
  const peripheral = bed.node('bleno', ['test/kernel/guest/smoke/peripheral.cjs'], {
    env: { ...env, BLENO_HCI_DEVICE_ID: peripheralAdapter.slice('hci'.length) },
  });
  await peripheral.line(/^advertising$/);
  const central = bed.node('noble', ['test/kernel/guest/smoke/central.cjs'], {
    env: { ...env, NOBLE_HCI_DEVICE_ID: centralAdapter.slice('hci'.length) },
  });
  const [, json] = await central.line(/^(\{.*\})$/);
  const seen = JSON.parse(json);
  const mtu = Number((await peripheral.line(/^mtu (\d+)$/))[1]);
  if (seen.localName !== 'smoke') throw new Error(`the scan response's name was ${seen.localName}`);
  if (mtu !== seen.mtu || mtu <= 23)
    throw new Error(`MTU ${mtu} at the peripheral, ${seen.mtu} at the central`);
  await central.end();
  await peripheral.end();
  return {
    MTU: mtu,
    'writes back': seen.rtts.length,
    'rtt p50 ms': quantile(seen.rtts, 0.5),
    'rtt p99 ms': quantile(seen.rtts, 0.99),
    'discover ms': seen.discoverMs,
    'connect ms': seen.connectMs,
  };
}
