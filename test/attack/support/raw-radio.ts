import { overUnixSocket } from '../../../phone-sim/radio/air-client.ts';
import { AclBoundary, aclPacket, PacketType } from '../../../phone-sim/radio/h4.ts';
import { EventCode, LeEvent } from '../../../phone-sim/radio/hci/codes.ts';
import type { HciTransport } from '../../../phone-sim/radio/transport.ts';
import { Op } from '../../radio/support/raw-host.ts';

const ATT = 0x0004;
/** ACL packets that the controller takes before it has given one back (`aclBuffers` of the air). */
const CREDITS = 8;
const le16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];

/** Where a hub is on the air: type and address, as HCI carries them. */
export type Peer = readonly number[];

export interface RadioEvents {
  connected?(): void;
  /** A value that the hub notified or indicated, or an answer of it: one ATT PDU. */
  att?(pdu: Buffer): void;
  disconnected?(reason: number): void;
  /** A connectable advertisement. */
  advertised?(peer: Peer): void;
}

/** A central with no host stack: it sends whatever bytes it is told to, at once, and keeps no promise. */
export class RawRadio {
  readonly #events: RadioEvents;
  readonly #controller: HciTransport;
  #handle: number | undefined;
  #credits = CREDITS;
  /** Bytes of an L2CAP PDU of the hub that is not whole yet. */
  #partial = Buffer.alloc(0);

  /** @param air socket of the simulated air. */
  constructor(air: string, events: RadioEvents) {
    this.#events = events;
    this.#controller = overUnixSocket(air)({
      packet: (packet) => (packet[0] === PacketType.acl ? this.#acl(packet) : this.#event(packet)),
      closed: () => undefined,
    });
    this.#command(Op.setEventMask, Array(8).fill(0xff));
    this.#command(Op.leSetEventMask, Array(8).fill(0xff));
  }

  get isConnected(): boolean {
    return this.#handle !== undefined;
  }

  /** Packets that may be sent now. */
  get credits(): number {
    return this.#handle === undefined ? 0 : this.#credits;
  }

  #command(opcode: number, parameters: readonly number[] = []): void {
    this.#controller.send(
      Buffer.from([PacketType.command, ...le16(opcode), parameters.length, ...parameters]),
    );
  }

  #event(packet: Buffer): void {
    const [, code, , subevent] = packet;
    if (code === EventCode.numberOfCompletedPackets) this.#credits += packet.readUInt16LE(6);
    if (code === EventCode.disconnectionComplete) {
      this.#handle = undefined;
      this.#credits = CREDITS;
      this.#partial = Buffer.alloc(0);
      this.#events.disconnected?.(packet[6] ?? 0);
    }
    if (code !== EventCode.leMeta) return;
    if (subevent === LeEvent.connectionComplete && packet[4] === 0) {
      this.#handle = packet.readUInt16LE(5);
      this.#events.connected?.();
    }
    if (subevent === LeEvent.advertisingReport && packet[5] === 0)
      this.#events.advertised?.([...packet.subarray(6, 13)]);
  }

  #acl(packet: Buffer): void {
    const isFirst = (packet.readUInt16LE(1) & 0x3000) !== 0x1000;
    const bytes = packet.subarray(5);
    this.#partial = isFirst ? Buffer.from(bytes) : Buffer.concat([this.#partial, bytes]);
    if (this.#partial.length < 4 || this.#partial.length < 4 + this.#partial.readUInt16LE(0)) return;
    if (this.#partial.readUInt16LE(2) === ATT) this.#events.att?.(this.#partial.subarray(4));
  }

  scan(): void {
    this.#command(Op.leSetScanParameters, [0, 0x12, 0, 0x12, 0, 0, 0]);
    this.#command(Op.leSetScanEnable, [1, 1]);
  }

  /** Asks for a link of 15 ms and a supervision timeout of 1 s; it comes when the hub has room. */
  connect(peer: Peer): void {
    const interval = le16(12);
    const [window, latency, timeout] = [le16(0x60), le16(0), le16(100)];
    this.#command(Op.leCreateConnection, [
      ...window,
      ...window,
      0,
      ...peer,
      0,
      ...interval,
      ...interval,
      ...latency,
      ...timeout,
      ...[0, 0, 0, 0],
    ]);
  }

  disconnect(): void {
    if (this.#handle !== undefined) this.#command(Op.disconnect, [...le16(this.#handle), 0x13]);
  }

  /** One ACL packet as it is. @returns whether there was a link and room for it. */
  acl(bytes: readonly number[], boundary: number = AclBoundary.firstNonFlushable): boolean {
    if (this.#handle === undefined || this.#credits <= 0) return false;
    this.#credits -= 1;
    this.#controller.send(aclPacket(this.#handle, boundary, Buffer.from(bytes)));
    return true;
  }

  /** One L2CAP PDU of at most 247 bytes, on any channel. */
  send(channel: number, payload: readonly number[] | Uint8Array): boolean {
    return this.acl([...le16(payload.length), ...le16(channel), ...payload]);
  }

  att(...pdu: readonly number[]): boolean {
    return this.send(ATT, pdu);
  }

  /** Vanishes from the air. */
  unplug(): void {
    this.#controller.close();
  }
}

/** Listens until a hub is heard. Rejects when the flood ends before. */
export const findHub = (air: string, signal: AbortSignal): Promise<Peer> =>
  new Promise((resolve, reject) => {
    const radio = new RawRadio(air, {
      advertised: (peer) => {
        radio.unplug();
        resolve(peer);
      },
    });
    signal.addEventListener('abort', () => {
      radio.unplug();
      reject(new Error('no hub was heard on the air'));
    });
    radio.scan();
  });
