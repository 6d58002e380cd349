import { readAddress } from '../address.ts';
import type { Controller } from '../controller.ts';
import { setDataLength, terminate, updateConnection } from '../link-procedures.ts';
import { opcode, Role, Status } from './codes.ts';
import { type Command, le16, linkOf } from './command.ts';
import { remoteFeatures, remoteVersion } from './events.ts';

const le = (ocf: number): number => opcode(0x08, ocf);
const linkControl = (ocf: number): number => opcode(0x01, ocf);

/** Reasons a host may give for a disconnection, section 7.1.6. */
const disconnectReasons = [0x05, 0x13, 0x14, 0x15, 0x1a, 0x29, 0x3b];

interface Wish {
  intervalMin: number;
  intervalMax: number;
  latency: number;
  timeout: number;
}

/** Interval, latency and timeout as two commands carry them; null when out of the ranges of section 7.8.12. */
function wishAt(p: Buffer, offset: number): Wish | null {
  const wish: Wish = {
    intervalMin: p.readUInt16LE(offset),
    intervalMax: p.readUInt16LE(offset + 2),
    latency: p.readUInt16LE(offset + 4),
    timeout: p.readUInt16LE(offset + 6),
  };
  const { intervalMin, intervalMax, latency, timeout } = wish;
  if (intervalMin < 6 || intervalMax > 3200 || intervalMin > intervalMax) return null;
  if (latency > 499 || timeout < 10 || timeout > 3200) return null;
  // Timeout in ms must be more than (1 + latency) * interval * 2.
  return timeout * 10 > (1 + latency) * intervalMax * 1.25 * 2 ? wish : null;
}

function create(c: Controller, p: Buffer): number | (() => void) {
  const [interval, window] = [p.readUInt16LE(0), p.readUInt16LE(2)];
  const [policy, peerType, own] = [p[4] ?? 0, p[5] ?? 0, p[12] ?? 0];
  const wish = wishAt(p, 13);
  if (c.state.initiating) return Status.commandDisallowed;
  if (own === 2 || own === 3 || peerType === 2 || peerType === 3) return Status.unsupportedParameter;
  if (!wish || policy > 1 || peerType > 3 || own > 3 || interval < 4 || window < 4 || window > interval) {
    return Status.invalidParameters;
  }
  if (c.links.size >= c.config.maxLinks) return Status.connectionLimit;
  const target = { address: readAddress(p, 6), type: peerType === 1 ? 1 : 0 } as const;
  if (policy === 0 && c.linkTo(target)) return Status.connectionExists;
  return () => {
    c.state.initiating = {
      target: policy === 0 ? target : null,
      ownAddressType: own === 1 ? 1 : 0,
      duty: window / interval,
      ...wish,
    };
    c.air.rolesChanged();
  };
}

/** Making, keeping and ending links: sections 7.1.6, 7.1.23 and 7.8.12, 7.8.13, 7.8.18 to 7.8.21, 7.8.33. */
export const connectionCommands: readonly Command[] = [
  {
    name: 'Disconnect',
    opcode: linkControl(0x0006),
    supported: [0, 5],
    length: 3,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      const reason = p[2] ?? 0;
      if (!end) return Status.unknownConnection;
      if (!disconnectReasons.includes(reason)) return Status.invalidParameters;
      if (end.ending) return Status.commandDisallowed;
      return () => terminate(end, reason);
    },
  },
  {
    name: 'Read Remote Version Information',
    opcode: linkControl(0x001d),
    supported: [2, 7],
    length: 2,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      if (!end) return Status.unknownConnection;
      return () => end.sendControl(6, () => end.peer.sendControl(6, () => c.emit(remoteVersion(end.handle))));
    },
  },
  {
    name: 'LE Create Connection',
    opcode: le(0x000d),
    supported: [26, 4],
    length: 25,
    answer: 'status',
    returns: 0,
    run: create,
  },
  {
    name: 'LE Create Connection Cancel',
    opcode: le(0x000e),
    supported: [26, 5],
    length: 0,
    answer: 'complete',
    returns: 0,
    run: (c) => (c.state.initiating ? Status.success : Status.commandDisallowed),
    afterwards: (c) => c.air.channels.cancelInitiating(c),
  },
  {
    name: 'LE Connection Update',
    opcode: le(0x0013),
    supported: [27, 2],
    length: 14,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      const wish = wishAt(p, 2);
      if (!end) return Status.unknownConnection;
      if (!wish) return Status.invalidParameters;
      // A peripheral asks by L2CAP: the link-layer request for it is not among our features.
      if (end.role !== Role.central) return Status.unsupportedRemoteFeature;
      if (end.link.updating) return Status.controllerBusy;
      return () => updateConnection(end.link, c.air.connectionParameters(wish));
    },
  },
  {
    name: 'LE Read Channel Map',
    opcode: le(0x0015),
    supported: [27, 4],
    length: 2,
    answer: 'complete',
    returns: 7,
    echoesHandle: true,
    run: (c, p) =>
      linkOf(c, p) ? [p[0] ?? 0, p[1] ?? 0, 0xff, 0xff, 0xff, 0xff, 0x1f] : Status.unknownConnection,
  },
  {
    name: 'LE Read Remote Features',
    opcode: le(0x0016),
    supported: [27, 5],
    length: 2,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      if (!end) return Status.unknownConnection;
      return () =>
        end.sendControl(9, () => end.peer.sendControl(9, () => c.emit(remoteFeatures(end.handle))));
    },
  },
  {
    name: 'LE Set Data Length',
    opcode: le(0x0022),
    supported: [33, 6],
    length: 6,
    answer: 'complete',
    returns: 2,
    echoesHandle: true,
    run: (c, p) => {
      const end = linkOf(c, p);
      const octets = p.readUInt16LE(2);
      if (!end) return Status.unknownConnection;
      if (octets < 27 || octets > 251) return Status.invalidParameters;
      end.wantedOctets = Math.min(octets, c.config.maxOctets);
      end.sendControl(9, () => setDataLength(end.link));
      return le16(end.handle);
    },
  },
];
