import { AclBoundary, aclPacket } from './h4.ts';
import type { Link } from './link.ts';
import type { LinkEnd, LinkPdu } from './link-end.ts';

/** Microseconds between two packets (T_IFS), and what a PDU costs on the 1 Mbit/s PHY besides its payload. */
const interFrameSpace = 150;
const overheadBytes = 10;

function airtime(pdu: LinkPdu | undefined): number {
  return ((pdu?.size ?? 0) + overheadBytes) * 8 + interFrameSpace;
}

/**
 * One connection event (Vol 6 Part B section 4.5): central and peripheral take turns until neither has more, a packet is
 * lost, or the event's share of the radio is used up. An acknowledgement rides on the next packet the other way, so the
 * central's data is acknowledged in the same exchange and the peripheral's in the one after it.
 * @returns whether both sides heard each other at the event's start
 */
export function exchange(link: Link, at: number): boolean {
  const { air, central, peripheral } = link;
  let budget = air.eventBudget(link);
  for (let turn = 0; turn < air.options.packetsPerEvent; turn++) {
    const fromCentral = central.queue[0];
    let fromPeripheral = peripheral.queue[0];
    const cost = airtime(fromCentral) + airtime(fromPeripheral);
    // The first exchange always takes place: a link's event never starves, it only gets no second turn.
    if (turn > 0 && (cost > budget || !(central.hasNew || peripheral.hasNew))) break;
    budget -= cost;

    if (air.lost(link)) return turn > 0;
    peripheral.lastHeard = at;
    receive(peripheral, fromCentral, at);
    if (!central.open || !peripheral.open) return true;
    if (fromPeripheral?.delivered) {
      peripheral.acknowledged();
      fromPeripheral = peripheral.queue[0];
    }

    if (air.lost(link)) return turn > 0;
    central.lastHeard = at;
    if (fromCentral?.delivered) central.acknowledged();
    const stuck = fromCentral !== undefined && !fromCentral.delivered;
    receive(central, fromPeripheral, at);
    if (!central.open || !peripheral.open) return true;
    // A receiver without room answers with "not yet": the same packet comes again in the next event.
    if (stuck || (fromPeripheral && !fromPeripheral.delivered)) break;
  }
  return true;
}

/** The receiving link layer: new data goes up once, a repeat is only acknowledged again. */
function receive(receiver: LinkEnd, pdu: LinkPdu | undefined, at: number): void {
  const { air } = receiver.link;
  if (!pdu) return;
  if (pdu.delivered) {
    air.stats.repeats++;
    return;
  }
  if (pdu.data && receiver.controller.hostCongested()) {
    air.stats.refusedByHost++;
    return;
  }
  pdu.delivered = true;
  air.stats.delivered++;
  if (pdu.data) {
    const boundary = pdu.data.start ? AclBoundary.firstFlushable : AclBoundary.continuing;
    receiver.controller.toHost(aclPacket(receiver.handle, boundary, pdu.data.payload));
    air.trace('data', receiver, { bytes: pdu.size }, at);
  } else pdu.control?.(at);
}
