import { type Address, addressBytes } from '../address.ts';
import { EventCode, LeEvent, leFeatures, type Role, Version } from './codes.ts';

/** Builders of H4 event packets: type 0x04, code, length, parameters (Vol 4 Part E section 7.7). */

function event(code: number, parameters: ArrayLike<number>): Buffer {
  const packet = Buffer.alloc(3 + parameters.length);
  packet[0] = 0x04;
  packet[1] = code;
  packet[2] = parameters.length;
  packet.set(parameters, 3);
  return packet;
}

function leEvent(subevent: number, parameters: ArrayLike<number>): Buffer {
  return event(EventCode.leMeta, [subevent, ...Array.from(parameters)]);
}

const le16 = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];

export function commandComplete(code: number, parameters: ArrayLike<number>): Buffer {
  return event(EventCode.commandComplete, [1, ...le16(code), ...Array.from(parameters)]);
}

export function commandStatus(code: number, status: number): Buffer {
  return event(EventCode.commandStatus, [status, 1, ...le16(code)]);
}

export function disconnectionComplete(handle: number, reason: number): Buffer {
  return event(EventCode.disconnectionComplete, [0, ...le16(handle), reason]);
}

export function completedPackets(handle: number, count: number): Buffer {
  return event(EventCode.numberOfCompletedPackets, [1, ...le16(handle), ...le16(count)]);
}

/** Data Buffer Overflow for ACL: the host sent more packets than it has credit for. */
export function aclOverflow(): Buffer {
  return event(EventCode.dataBufferOverflow, [0x01]);
}

export function remoteVersion(handle: number): Buffer {
  return event(EventCode.readRemoteVersionComplete, [
    0,
    ...le16(handle),
    Version.hci,
    ...le16(Version.manufacturer),
    ...le16(Version.subversion),
  ]);
}

export function remoteFeatures(handle: number): Buffer {
  return leEvent(LeEvent.readRemoteFeaturesComplete, [0, ...le16(handle), ...leFeatures]);
}

/** Parameters of a connection: interval in units of 1.25 ms, timeout in units of 10 ms, as HCI carries them. */
export interface ConnectionParameters {
  readonly interval: number;
  readonly latency: number;
  readonly timeout: number;
}

export function connectionComplete(
  status: number,
  handle: number,
  role: Role,
  peer: Address,
  parameters: ConnectionParameters,
): Buffer {
  return leEvent(LeEvent.connectionComplete, [
    status,
    ...le16(handle),
    role,
    peer.type,
    ...addressBytes(peer.address),
    ...le16(parameters.interval),
    ...le16(parameters.latency),
    ...le16(parameters.timeout),
    0x05, // central's clock accuracy: 50 ppm
  ]);
}

export function connectionUpdateComplete(
  status: number,
  handle: number,
  parameters: ConnectionParameters,
): Buffer {
  return leEvent(LeEvent.connectionUpdateComplete, [
    status,
    ...le16(handle),
    ...le16(parameters.interval),
    ...le16(parameters.latency),
    ...le16(parameters.timeout),
  ]);
}

export function dataLengthChange(handle: number, tx: number, rx: number): Buffer {
  // Microseconds on the 1 Mbit/s PHY: 8 a byte, 14 bytes of preamble, address, header, MIC and CRC.
  return leEvent(LeEvent.dataLengthChange, [
    ...le16(handle),
    ...le16(tx),
    ...le16((tx + 14) * 8),
    ...le16(rx),
    ...le16((rx + 14) * 8),
  ]);
}

export function advertisingReport(type: number, from: Address, data: Uint8Array, rssi: number): Buffer {
  return leEvent(LeEvent.advertisingReport, [
    1,
    type,
    from.type,
    ...addressBytes(from.address),
    data.length,
    ...data,
    rssi & 0xff,
  ]);
}
