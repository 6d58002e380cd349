/** H4, the UART transport layer: a type byte before each HCI packet (Vol 4 Part A section 2). */
export const PacketType = { command: 0x01, acl: 0x02, event: 0x04 } as const;

/** Packet boundary flags of ACL data, Vol 4 Part E section 5.4.2. */
export const AclBoundary = { firstNonFlushable: 0, continuing: 1, firstFlushable: 2 } as const;

/** Bytes that are not H4: the stream cannot be read any further. */
export class H4Error extends Error {
  override readonly name = 'H4Error';
}

interface Shape {
  readonly header: number;
  readonly length: (header: Buffer) => number;
}

const shapes: Readonly<Record<number, Shape>> = {
  [PacketType.command]: { header: 4, length: (h) => h.readUInt8(3) },
  [PacketType.acl]: { header: 5, length: (h) => h.readUInt16LE(3) },
  [PacketType.event]: { header: 3, length: (h) => h.readUInt8(2) },
};

/** Cuts a byte stream into H4 packets, however the stream was chopped up. */
export class H4Parser {
  readonly #accepted: readonly number[];
  readonly #maxPayload: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param accepted packet types that may come; @param maxPayload longest ACL payload taken as sane, in bytes */
  constructor(accepted: readonly number[], maxPayload = 1024) {
    this.#accepted = accepted;
    this.#maxPayload = maxPayload;
  }

  /** The whole packets so far. Throws H4Error on an unknown type or an absurd length; use no more after that. */
  push(chunk: Buffer): Buffer[] {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const packets: Buffer[] = [];
    for (;;) {
      const size = this.#sizeOf(bytes);
      if (size === null || bytes.length < size) break;
      packets.push(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    this.#rest = bytes.length > 0 ? Buffer.from(bytes) : bytes;
    return packets;
  }

  #sizeOf(bytes: Buffer): number | null {
    const type = bytes[0];
    if (type === undefined) return null;
    const shape = this.#accepted.includes(type) ? shapes[type] : undefined;
    if (!shape) throw new H4Error(`packet type 0x${type.toString(16)} is not expected here`);
    if (bytes.length < shape.header) return null;
    const length = shape.length(bytes);
    if (length > this.#maxPayload) throw new H4Error(`packet of ${length} bytes is over ${this.#maxPayload}`);
    return shape.header + length;
  }
}

export function aclPacket(handle: number, boundary: number, payload: Uint8Array): Buffer {
  const packet = Buffer.alloc(5 + payload.length);
  packet[0] = PacketType.acl;
  packet.writeUInt16LE(handle | (boundary << 12), 1);
  packet.writeUInt16LE(payload.length, 3);
  packet.set(payload, 5);
  return packet;
}
