import type { Address } from './address.ts';
import type { Controller } from './controller.ts';
import { Role } from './hci/codes.ts';
import { completedPackets } from './hci/events.ts';
import type { Link } from './link.ts';

/** One PDU of the link layer, waiting to be acknowledged by the peer. */
export interface LinkPdu {
  /** Payload bytes on the air. */
  readonly size: number;
  /** For data: whether it starts an L2CAP PDU (LLID 2) or goes on with one (LLID 1). */
  readonly data: { readonly start: boolean; readonly payload: Buffer; readonly lastOfPacket: boolean } | null;
  /** For control PDUs: what the peer's link layer does when it gets this one, at moment `at`. */
  readonly control: ((at: number) => void) | null;
  /** The peer has it, its acknowledgement has not come yet. A repeat is then not delivered again (Vol 6 Part B 4.5.9). */
  delivered: boolean;
}

/** One side of a link: the queue of its controller towards the peer. */
export class LinkEnd {
  readonly link: Link;
  readonly controller: Controller;
  readonly role: Role;
  readonly handle: number;
  readonly peerAddress: Address;
  readonly queue: LinkPdu[] = [];
  /** Longest payload this side may send, data length procedure included. */
  txOctets = 27;
  /** Longest payload this side asked to send. */
  wantedOctets: number;
  /** Moment of the last packet received from the peer. */
  lastHeard: number;
  open = true;
  /** Set once its host asked to disconnect. */
  ending = false;
  #completed = 0;

  constructor(link: Link, controller: Controller, role: Role, peerAddress: Address, now: number) {
    this.link = link;
    this.controller = controller;
    this.role = role;
    this.handle = controller.freeHandle();
    this.peerAddress = peerAddress;
    this.wantedOctets = controller.state.suggestedOctets;
    this.lastHeard = now;
    controller.links.set(this.handle, this);
  }

  get peer(): LinkEnd {
    return this.role === Role.central ? this.link.peripheral : this.link.central;
  }

  /** True when there is a PDU the peer has not got yet. */
  get hasNew(): boolean {
    return this.queue.length > (this.queue[0]?.delivered ? 1 : 0);
  }

  /** Cuts one HCI ACL packet into link-layer PDUs; its buffer is given back when the last one is acknowledged. */
  sendAcl(start: boolean, payload: Buffer): void {
    for (let offset = 0; offset < payload.length; offset += this.txOctets) {
      const part = payload.subarray(offset, offset + this.txOctets);
      this.queue.push({
        size: part.length,
        data: {
          start: start && offset === 0,
          payload: part,
          lastOfPacket: offset + part.length === payload.length,
        },
        control: null,
        delivered: false,
      });
    }
    this.link.wake();
  }

  /** Queues a control PDU, before data but after what is already on the air. */
  sendControl(size: number, control: (at: number) => void): void {
    let index = this.queue[0]?.delivered ? 1 : 0;
    while (this.queue[index]?.control) index++;
    this.queue.splice(index, 0, { size, data: null, control, delivered: false });
    this.link.wake();
  }

  /** The peer acknowledged the first PDU of the queue. */
  acknowledged(): void {
    if (this.queue.shift()?.data?.lastOfPacket) this.#completed++;
  }

  /** Gives acknowledged buffers back to the host, one event for all of a connection event. */
  reportCompleted(): void {
    if (this.#completed === 0) return;
    this.controller.usedBuffers -= this.#completed;
    this.controller.emit(completedPackets(this.handle, this.#completed));
    this.#completed = 0;
  }

  /** Frees handle, queue and buffers. The host takes unacknowledged packets as flushed (Vol 4 Part E section 4.1.1). */
  release(): void {
    if (!this.open) return;
    this.open = false;
    const unacknowledged = this.queue.reduce(
      (n, pdu) => n + (pdu.data?.lastOfPacket ? 1 : 0),
      this.#completed,
    );
    this.controller.usedBuffers = Math.max(0, this.controller.usedBuffers - unacknowledged);
    this.queue.length = 0;
    this.#completed = 0;
    this.controller.links.delete(this.handle);
  }
}
