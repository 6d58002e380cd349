import { seededRandom } from '../../../phone-sim/radio/prng.ts';
import { handles } from '../../transport/ble/support/handles.ts';
import { le16 } from '../support/att.ts';
import { atPace } from '../support/pace.ts';
import { findHub, RawRadio } from '../support/raw-radio.ts';
import { Tally } from '../support/tally.ts';
import { type Flood, onlyLoopback } from '../support/target.ts';

const RADIOS = 3;
/** One kind of storm blows for so many turns. */
const TURNS = 60;

const random = seededRandom(7_411);
const below = (limit: number): number => Math.floor(random() * limit);
const bytes = (length: number): number[] => Array.from({ length }, () => below(256));

/** All that a stranger without a stack can do to one who has one (Core specification, Vol 3 Parts A, F and H). */
const storms: readonly (readonly [string, (radio: RawRadio) => boolean])[] = [
  [
    'shortPdus',
    (radio) => radio.att([2, 4, 6, 8, 10, 12, 16, 18, 22, 0x52, 0xd2][below(11)] ?? 2, ...bytes(below(2))),
  ],
  ['prepareQueue', (radio) => radio.att(0x16, ...le16(handles.control), ...le16(below(512)), ...bytes(18))],
  ['executeQueue', (radio) => radio.att(0x18, below(3))],
  ['configurations', (radio) => radio.att(0x12, ...le16([15, 18, 22, 26][below(4)] ?? 15), below(4), 0)],
  ['discovery', (radio) => radio.att(0x08, 1, 0, 0xff, 0xff, 3, 0x28)],
  ['longReads', (radio) => radio.att(0x0c, ...le16(handles.info), ...le16(below(300)))],
  ['commandsToSlots', (radio) => radio.att(0x52, ...le16(handles.player(1 + below(16))), ...bytes(17))],
  ['confirmations', (radio) => radio.att(0x1e)],
  ['signals', (radio) => radio.send(0x0005, [0x12, below(256), 8, 0, 6, 0, 12, 0, 0, 0, 200, 0])],
  ['pairing', (radio) => radio.send(0x0006, [1, 3, 0, 1, 16, 0, 1])],
  ['brokenL2cap', (radio) => radio.acl(bytes(1 + below(20)), below(2))],
  ['badFrames', (radio) => radio.att(0x12, ...le16(handles.control), ...bytes(below(20)))],
];

/** Raw ATT and L2CAP on the air, as fast as the controller takes it, by centrals that come back at once. */
export const attStorms: Flood = {
  name: 'att-storms',
  about: `${RADIOS} centrals without a stack: ${storms.length} kinds of storms, 1,000 PDUs a second together`,
  start: async (target, signal) => {
    const tally = new Tally();
    const { air } = onlyLoopback(target);
    if (air === null) throw new Error('att-storms need a hub with a simulated air');
    const peer = await findHub(air, signal);
    const radios = Array.from({ length: RADIOS }, () => {
      const radio: RawRadio = new RawRadio(air, {
        connected: () => tally.add('connections'),
        att: () => tally.add('answers'),
        disconnected: () => {
          tally.add('disconnections');
          if (!signal.aborted) radio.connect(peer);
        },
      });
      radio.connect(peer);
      return radio;
    });
    await atPace({ perSecond: 1_000, most: 200_000 }, signal, (n) => {
      const radio = radios[n % RADIOS];
      const [name, blow] = storms[Math.floor(n / (RADIOS * TURNS) + (n % RADIOS)) % storms.length] ?? [];
      if (radio && name && blow?.(radio)) tally.add(name);
    });
    for (const radio of radios) radio.unplug();
    return tally.stats;
  },
};
