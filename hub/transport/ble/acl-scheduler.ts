/** What a controller lends its host: LE Read Buffer Size (Core specification 5.4, Vol 4 Part E section 7.8.2). */
export interface AclBuffers {
  /** Bytes of payload in one ACL packet. */
  readonly length: number;
  /** ACL packets it holds for all links together. */
  readonly count: number;
}

interface Lane {
  readonly handle: number;
  readonly waiting: Buffer[];
  inFlight: number;
  readonly progress: () => void;
}

const ACL_PACKET = 0x02;
const ACL_HEADER = 5;
const L2CAP_HEADER = 4;
const CONTINUING = 0x01 << 12;
/** Packets one link may have in the controller when it is not crowded: enough to fill a connection event. */
const MOST_PER_LINK = 3;
/** Packets waiting for one link. A phone that asks faster than it listens is not served any further. */
const MOST_WAITING = 160;

/**
 * Hands out the controller's buffers (replaces bleno's one unbounded queue for all links). Each link gets a fair share,
 * links take turns packet by packet, and a link whose phone does not listen holds no more than its share.
 */
export class AclScheduler {
  readonly #buffers: () => AclBuffers;
  readonly #write: (packet: Buffer) => void;
  readonly #lanes = new Map<number, Lane>();
  /** Handles in order of their next turn. */
  #turns: Lane[] = [];
  #inFlight = 0;

  constructor(buffers: () => AclBuffers, write: (packet: Buffer) => void) {
    this.#buffers = buffers;
    this.#write = write;
  }

  /** @param progress called whenever packets of this link have gone out for good. */
  add(handle: number, progress: () => void): void {
    this.remove(handle);
    const lane: Lane = { handle, waiting: [], inFlight: 0, progress };
    this.#lanes.set(handle, lane);
    this.#turns.push(lane);
  }

  /** Forgets a link: its buffers are free again, as the controller says by the disconnection (section 4.1.1). */
  remove(handle: number): void {
    const lane = this.#lanes.get(handle);
    if (!lane) return;
    this.#lanes.delete(handle);
    this.#turns = this.#turns.filter((other) => other !== lane);
    this.#inFlight -= lane.inFlight;
    this.#pump();
  }

  /** Packets a link may have here and in the controller before it should wait: its share of the buffers. */
  get share(): number {
    const links = Math.max(1, this.#lanes.size);
    return Math.max(1, Math.min(MOST_PER_LINK, Math.floor(this.#buffers().count / links)));
  }

  /** Packets of this link that wait here or in the controller. */
  pending(handle: number): number {
    const lane = this.#lanes.get(handle);
    return lane ? lane.waiting.length + lane.inFlight : 0;
  }

  /** Queues one L2CAP PDU. @returns `dead` if there is no such link, `full` if too much waits for it; nothing is taken then. */
  send(handle: number, channel: number, payload: Uint8Array): 'ok' | 'dead' | 'full' {
    const lane = this.#lanes.get(handle);
    if (!lane) return 'dead';
    const { length } = this.#buffers();
    if (lane.waiting.length + Math.ceil((payload.length + L2CAP_HEADER) / length) > MOST_WAITING)
      return 'full';
    const pdu = Buffer.alloc(L2CAP_HEADER + payload.length);
    pdu.writeUInt16LE(payload.length, 0);
    pdu.writeUInt16LE(channel, 2);
    pdu.set(payload, L2CAP_HEADER);
    for (let at = 0; at < pdu.length; at += length) {
      const part = pdu.subarray(at, at + length);
      const packet = Buffer.alloc(ACL_HEADER + part.length);
      packet[0] = ACL_PACKET;
      packet.writeUInt16LE(at === 0 ? handle : handle | CONTINUING, 1);
      packet.writeUInt16LE(part.length, 3);
      packet.set(part, ACL_HEADER);
      lane.waiting.push(packet);
    }
    this.#pump();
    return 'ok';
  }

  /** Takes Number Of Completed Packets (section 7.7.19). Kernels that send on their own may report more than was sent. */
  completed(handle: number, packets: number): void {
    const lane = this.#lanes.get(handle);
    if (!lane) return;
    const done = Math.min(packets, lane.inFlight);
    lane.inFlight -= done;
    this.#inFlight -= done;
    lane.progress();
    this.#pump();
  }

  #pump(): void {
    const { count } = this.#buffers();
    const share = this.share;
    for (let looked = 0; looked < this.#turns.length && this.#inFlight < count; ) {
      const lane = this.#turns.shift();
      if (!lane) return;
      this.#turns.push(lane);
      const packet = lane.inFlight < share ? lane.waiting.shift() : undefined;
      if (!packet) {
        looked++;
        continue;
      }
      looked = 0;
      lane.inFlight++;
      this.#inFlight++;
      this.#write(packet);
    }
  }
}
