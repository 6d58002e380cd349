import { controlWrites } from '../support/att.ts';
import { atPace } from '../support/pace.ts';
import { findHub, RawRadio } from '../support/raw-radio.ts';
import { hello } from '../support/speech.ts';
import { Tally } from '../support/tally.ts';
import { type Flood, onlyLoopback } from '../support/target.ts';

const STRANGERS = 40;
const PING_MS = 3_000;

/** Bluetooth phones of nobody: half of them silent, half say hello and ping; whoever is put out comes back at once. */
export const bleStrangers: Flood = {
  name: 'ble-strangers',
  about: `${STRANGERS} Bluetooth phones that never join and come back at once`,
  start: async (target, signal) => {
    const tally = new Tally();
    const { air } = onlyLoopback(target);
    if (air === null) throw new Error('ble-strangers need a hub with a simulated air');
    const peer = await findHub(air, signal);
    const radios: RawRadio[] = [];
    const talkers = new Set<RawRadio>();
    const ping = setInterval(() => {
      for (const radio of talkers)
        for (const pdu of controlWrites({ type: 'ping', stamp: 1 })) radio.att(...pdu);
    }, PING_MS);
    await atPace({ perSecond: 200, most: STRANGERS }, signal, (n) => {
      const radio: RawRadio = new RawRadio(air, {
        connected: () => {
          tally.add('connections');
          if (n % 2 === 0) return;
          talkers.add(radio);
          for (const pdu of controlWrites(hello)) radio.att(...pdu);
        },
        disconnected: () => {
          tally.add('disconnections');
          talkers.delete(radio);
          if (!signal.aborted) radio.connect(peer);
        },
      });
      radios.push(radio);
      radio.connect(peer);
    });
    clearInterval(ping);
    for (const radio of radios) radio.unplug();
    return tally.stats;
  },
};
