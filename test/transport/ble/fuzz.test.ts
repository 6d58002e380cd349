import { describe, expect, it } from 'vitest';
import { attTable } from '../../../hub/transport/ble/att-table.ts';
import { seededRandom } from '../../../phone-sim/radio/prng.ts';
import { handles } from './support/handles.ts';
import type { RawCentral } from './support/raw-central.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const PDUS = 12_000;
const opcodes = [...attTable.keys()];

/** A PDU that is random, cut short, or right but for some bytes. */
function hostile(random: () => number): number[] {
  const byte = (): number => Math.floor(random() * 256);
  const opcode = random() < 0.85 ? (opcodes[Math.floor(random() * opcodes.length)] ?? 0) : byte();
  const length = Math.floor(random() ** 2 * 40);
  const body = Array.from({ length }, byte);
  if (random() < 0.7 && body.length >= 2) {
    body[0] = Math.floor(random() * 90);
    body[1] = 0;
  }
  if (random() < 0.3 && body.length >= 4) {
    body[2] = random() < 0.5 ? 0xff : Math.floor(random() * 90);
    body[3] = body[2] === 0xff ? 0xff : 0;
  }
  // A link that is told to notify or indicate, and confirms: as much state as a stranger can make.
  return random() < 0.02 ? [] : [opcode, ...body];
}

/** What is wrong below ATT. */
function hostileAcl(central: RawCentral, random: () => number): void {
  const bytes = Array.from({ length: 1 + Math.floor(random() * 30) }, () => Math.floor(random() * 256));
  if (random() < 0.5) central.acl(bytes, random() < 0.5 ? 1 : 0);
  else central.send([4, 5, 6, 0x40][Math.floor(random() * 4)] ?? 4, bytes);
}

describe('a stranger who sends anything at all', () => {
  it(`cannot harm the hub nor the other phones with ${PDUS} random PDUs`, async () => {
    const random = seededRandom(20_261_121);
    const rig = await VirtualHub.create();
    const good = await rig.join();
    good.link.claimSlot();
    expect(await good.central.ask(0x12, handles.playerConfiguration(1), 0, 1, 0)).toBe('13');
    let echoed = 0;
    good.link.frames$.subscribe((frame) => {
      if (good.link.trySend(frame)) echoed += 1;
    });
    let bad = await rig.join();
    let strangers = 1;
    for (let sent = 0; sent < PDUS; sent += 4) {
      if (bad.central.gone) {
        bad = await rig.join();
        strangers += 1;
        if (random() < 0.5) bad.link.claimSlot();
      }
      for (let n = 0; n < 4; n++) {
        if (random() < 0.1) hostileAcl(bad.central, random);
        else bad.central.att(...hostile(random));
      }
      await rig.clock.advance(30);
      if (sent % 400 === 0) {
        good.central.att(0x52, handles.player(1), 0, 1, (sent / 400) & 0xff);
        await rig.clock.advance(30);
      }
    }
    expect(echoed).toBe(PDUS / 400);
    const back = good.central.answers.filter((pdu) => pdu.startsWith('1b'));
    expect(back).toEqual(
      Array.from({ length: echoed }, (_, i) => `1b110001${(i & 0xff).toString(16).padStart(2, '0')}`),
    );
    expect(await good.central.ask(0x0a, 3, 0)).toMatch(/^0b/);
    // Nothing got as far as the guard of last resort, and the only links that ended are those of unreadable frames.
    expect(rig.counters.guarded).toBe(0);
    expect(strangers).toBe(1 + rig.counters.malformedFrames + rig.counters.overflows);
    expect(rig.counters.attInvalidPdu).toBeGreaterThan(1000);
    expect(rig.counters.refusedSlots).toBeGreaterThan(100);
    expect(rig.counters.malformedL2cap).toBeGreaterThan(100);
    expect(rig.counters.linksOpened).toBe(strangers + 1);
    await rig.stop();
  }, 60_000);
});
