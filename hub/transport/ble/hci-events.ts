/** What the hub itself reads of HCI (Core specification 5.4, Vol 4 Part E sections 5.4 and 7.7); packets carry their H4 type byte. */
export type HciInput =
  | { readonly type: 'acl'; readonly handle: number; readonly boundary: number; readonly data: Buffer }
  | { readonly type: 'completed'; readonly packets: readonly (readonly [handle: number, count: number])[] }
  | { readonly type: 'disconnected'; readonly handle: number; readonly reason: number }
  | { readonly type: 'connectionFailed' }
  | { readonly type: 'keyWanted'; readonly handle: number }
  | { readonly type: 'hardwareError'; readonly code: number }
  /** Command Complete or Command Status; `opcode` is 0 where the controller only says how many commands it takes. */
  | { readonly type: 'answer'; readonly opcode: number; readonly allowed: number }
  /** For bleno: whole as far as it reads. */
  | { readonly type: 'other' }
  | { readonly type: 'malformed' };

const acl = 0x02;
const event = 0x04;
const disconnectionComplete = 0x05;
const encryptionChange = 0x08;
const commandComplete = 0x0e;
const commandStatus = 0x0f;
const hardwareError = 0x10;
const completedPackets = 0x13;
const leMeta = 0x3e;
const leConnectionComplete = 0x01;
const leConnectionUpdateComplete = 0x03;
const leKeyRequest = 0x05;

const malformed: HciInput = { type: 'malformed' };
const other: HciInput = { type: 'other' };

/** Reads one packet of the controller. Nothing it is given makes it throw. */
export function readHci(packet: Buffer): HciInput {
  if (packet[0] === acl) return readAcl(packet);
  if (packet[0] !== event || packet.length < 3 || packet[2] !== packet.length - 3) return malformed;
  switch (packet[1]) {
    case disconnectionComplete:
      if (packet.length < 7) return malformed;
      return packet[3] === 0
        ? { type: 'disconnected', handle: packet.readUInt16LE(4) & 0x0fff, reason: packet.readUInt8(6) }
        : other;
    case encryptionChange:
      return packet.length < 7 ? malformed : other;
    case commandComplete:
      return readAnswer(packet, 3);
    case commandStatus:
      return readAnswer(packet, 4);
    case hardwareError:
      return { type: 'hardwareError', code: packet[3] ?? 0 };
    case completedPackets:
      return readCompleted(packet);
    case leMeta:
      return readLeMeta(packet);
    default:
      return other;
  }
}

function readAcl(packet: Buffer): HciInput {
  if (packet.length < 5 || packet.readUInt16LE(3) !== packet.length - 5) return malformed;
  const flagged = packet.readUInt16LE(1);
  const boundary = (flagged >> 12) & 0x03;
  if (boundary === 0x03) return malformed;
  return { type: 'acl', handle: flagged & 0x0fff, boundary, data: packet.subarray(5) };
}

/** @param at where Num_HCI_Command_Packets and the opcode stand. bleno reads one byte after them, the status, which an answer to no command lacks. */
function readAnswer(packet: Buffer, at: number): HciInput {
  if (packet.length < at + 3) return malformed;
  const opcode = packet.readUInt16LE(at + 1);
  if (opcode !== 0 && packet.length < 7) return malformed;
  return { type: 'answer', opcode, allowed: packet.readUInt8(at) };
}

function readCompleted(packet: Buffer): HciInput {
  const count = packet[3] ?? 0;
  if (packet.length < 4 + count * 4) return malformed;
  const packets: [number, number][] = [];
  for (let at = 4; packets.length < count; at += 4)
    packets.push([packet.readUInt16LE(at) & 0x0fff, packet.readUInt16LE(at + 2)]);
  return { type: 'completed', packets };
}

function readLeMeta(packet: Buffer): HciInput {
  switch (packet[3]) {
    case leConnectionComplete:
      if (packet.length < 22) return malformed;
      return packet[4] === 0 ? other : { type: 'connectionFailed' };
    case leConnectionUpdateComplete:
      return packet.length < 13 ? malformed : other;
    case leKeyRequest:
      return packet.length < 6 ? malformed : { type: 'keyWanted', handle: packet.readUInt16LE(4) & 0x0fff };
    default:
      // bleno reads two bytes of every LE event.
      return packet.length < 5 ? malformed : other;
  }
}
