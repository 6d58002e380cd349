import { H4Parser, PacketType } from '../../../phone-sim/radio/h4.ts';
import { EventCode } from '../../../phone-sim/radio/hci/codes.ts';
import { BleReassembler } from '../../../protocol/framing/ble.ts';
import { TcpDeframer } from '../../../protocol/framing/tcp.ts';
import { limits } from '../../../protocol/limits.ts';
import { messages } from '../../../protocol/messages.ts';
import { handles } from '../../transport/ble/support/handles.ts';

/** A piece of what passed. */
export interface Heard {
  readonly toHub: boolean;
  readonly bytes: Buffer;
}

/** Frames of one link. */
export interface Frames {
  readonly toHub: Uint8Array[];
  readonly toPhone: Uint8Array[];
}

const none = (): Frames => ({ toHub: [], toPhone: [] });
const of = (frames: Frames, toHub: boolean): Uint8Array[] => (toHub ? frames.toHub : frames.toPhone);

export const tcpFrames = (heard: readonly Heard[]): readonly Frames[] => {
  const frames = none();
  const readers = [new TcpDeframer(limits.frameToPhone), new TcpDeframer(limits.frameToPhone)] as const;
  for (const { toHub, bytes } of heard) of(frames, toHub).push(...readers[toHub ? 0 : 1].push(bytes));
  return [frames];
};

const BLANK_LINE = '\r\n\r\n';
const BINARY = 2;

/** Payloads of binary messages, unmasked: a mask is no secret, it travels in front (RFC 6455 section 5.2). */
const unframed = (stream: Buffer): Uint8Array[] => {
  const frames: Uint8Array[] = [];
  let at = stream.indexOf(BLANK_LINE) + BLANK_LINE.length;
  while (at + 2 <= stream.length) {
    const opcode = (stream[at] ?? 0) & 0x0f;
    const second = stream[at + 1] ?? 0;
    let length = second & 0x7f;
    at += 2;
    if (length === 126) {
      if (at + 2 > stream.length) break;
      length = stream.readUInt16BE(at);
      at += 2;
    } else if (length === 127) throw new Error('no frame of the protocol is as long as that');
    const mask = second & 0x80 ? stream.subarray(at, at + 4) : undefined;
    at += mask ? 4 : 0;
    if (at + length > stream.length) break;
    const payload = stream.subarray(at, at + length).map((byte, i) => byte ^ (mask?.[i % 4] ?? 0));
    if (opcode === BINARY) frames.push(payload);
    at += length;
  }
  return frames;
};

export const webSocketFrames = (heard: readonly Heard[]): readonly Frames[] => {
  const stream = (toHub: boolean): Buffer =>
    Buffer.concat(heard.filter((one) => one.toHub === toHub).map(({ bytes }) => bytes));
  return [{ toHub: unframed(stream(true)), toPhone: unframed(stream(false)) }];
};

const ATT = 4;
/** ATT PDUs that carry a value behind a handle (Core specification, Vol 3 Part F 3.4): writes, a notification, an indication. */
const carriers = new Set([0x12, 0x52, 0x1b, 0x1d]);

/** One link on the air, put together again from what its controller passed on. */
class AirLink {
  readonly frames = none();
  readonly #partial: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  readonly #values = [
    new BleReassembler(limits.frameToPhone),
    new BleReassembler(limits.frameToPhone),
  ] as const;

  acl(toHub: boolean, packet: Buffer): void {
    const side = toHub ? 0 : 1;
    const isFirst = (packet.readUInt16LE(1) & 0x3000) !== 0x1000;
    const bytes = isFirst ? packet.subarray(5) : Buffer.concat([this.#partial[side], packet.subarray(5)]);
    this.#partial[side] = bytes;
    if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt16LE(0) || bytes.readUInt16LE(2) !== ATT) return;
    this.#att(toHub, bytes.subarray(4));
  }

  #att(toHub: boolean, pdu: Buffer): void {
    if (!carriers.has(pdu[0] ?? 0) || pdu.length < 4) return;
    const handle = pdu.readUInt16LE(1);
    const isConfiguration =
      handle === handles.controlConfiguration ||
      (handle > handles.control && (handle - handles.playerConfiguration(1)) % 4 === 0);
    if (toHub && isConfiguration) return;
    const frame = this.#values[toHub ? 0 : 1].push(pdu.subarray(3));
    if (frame) of(this.frames, toHub).push(frame);
  }
}

export const bleFrames = (heard: readonly Heard[]): readonly Frames[] => {
  const parsers = [
    new H4Parser([PacketType.command, PacketType.acl]),
    new H4Parser([PacketType.event, PacketType.acl]),
  ] as const;
  const all: AirLink[] = [];
  const up = new Map<number, AirLink>();
  const linkOf = (handle: number): AirLink => {
    const known = up.get(handle);
    if (known) return known;
    const link = new AirLink();
    all.push(link);
    up.set(handle, link);
    return link;
  };
  for (const { toHub, bytes } of heard)
    for (const packet of parsers[toHub ? 0 : 1].push(bytes)) {
      if (packet[0] === PacketType.acl) linkOf(packet.readUInt16LE(1) & 0x0fff).acl(toHub, packet);
      else if (packet[0] === PacketType.event && packet[1] === EventCode.disconnectionComplete)
        up.delete(packet.readUInt16LE(4));
    }
  return all.map(({ frames }) => frames);
};

/** Frames that end a handshake: what comes behind them is what nobody else is to read. */
const lastInTheOpen = {
  toHub: new Set<number>([messages.confirm.id, messages.unlock.id, messages.join.id, messages.resume.id]),
  toPhone: new Set<number>([messages.confirmed.id, messages.welcome.id]),
};

/** @returns what passed behind the handshakes, frame by frame. */
export const behindHandshakes = (links: readonly Frames[]): readonly Uint8Array[] =>
  links.flatMap((link) =>
    (['toHub', 'toPhone'] as const).flatMap((side) => {
      const frames = link[side];
      const last = frames.findIndex(([id]) => lastInTheOpen[side].has(id ?? 0));
      return last < 0 ? [] : frames.slice(last + 1);
    }),
  );
