import { addressBytes } from '../address.ts';
import { acceptListSize } from '../controller-state.ts';
import { leFeatures, opcode, Status, Version } from './codes.ts';
import { type Command, le16, linkOf } from './command.ts';

const info = (ocf: number): number => opcode(0x04, ocf);
const le = (ocf: number): number => opcode(0x08, ocf);

/** LMP features of a radio that knows LE only: "BR/EDR not supported" and "LE supported" (Vol 2 Part C section 3.3). */
const lmpFeatures = [0, 0, 0, 0, 0x60, 0, 0, 0];
/** All combinations of roles that legacy LE states name (section 7.8.27). */
const allStates = [0xff, 0xff, 0xff, 0xff, 0xff, 0x03, 0, 0];
const txTime = (octets: number): number => (octets + 14) * 8;

/** What the radio is and can do: informational and status parameters (OGF 4 and 5) and their LE counterparts. */
export const informationCommands: readonly Command[] = [
  {
    name: 'Read Local Version Information',
    opcode: info(0x0001),
    supported: [14, 3],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => [
      Version.hci,
      ...le16(Version.subversion),
      Version.hci,
      ...le16(Version.manufacturer),
      ...le16(Version.subversion),
    ],
  },
  {
    name: 'Read Local Supported Features',
    opcode: info(0x0003),
    supported: [14, 5],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => lmpFeatures,
  },
  {
    // No BR/EDR: this radio has LE buffers only and says so with zeroes.
    name: 'Read Buffer Size',
    opcode: info(0x0005),
    supported: [14, 7],
    length: 0,
    answer: 'complete',
    returns: 7,
    run: () => [0, 0, 0, 0, 0, 0, 0],
  },
  {
    name: 'Read BD_ADDR',
    opcode: info(0x0009),
    supported: [15, 1],
    length: 0,
    answer: 'complete',
    returns: 6,
    run: (c) => addressBytes(c.config.address),
  },
  {
    name: 'Read RSSI',
    opcode: opcode(0x05, 0x0005),
    supported: [15, 5],
    length: 2,
    answer: 'complete',
    returns: 3,
    echoesHandle: true,
    run: (c, p) => {
      const end = linkOf(c, p);
      if (!end) return Status.unknownConnection;
      // 127: not available, as nothing is heard of the peer.
      const rssi = (end.peer.open ? c.air.rssi(c, end.peer.controller) : null) ?? 127;
      return [p[0] ?? 0, p[1] ?? 0, rssi & 0xff];
    },
  },
  {
    name: 'LE Read Buffer Size',
    opcode: le(0x0002),
    supported: [25, 1],
    length: 0,
    answer: 'complete',
    returns: 3,
    run: (c) => [...le16(c.config.aclLength), c.config.aclBuffers],
  },
  {
    name: 'LE Read Local Supported Features',
    opcode: le(0x0003),
    supported: [25, 2],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => leFeatures,
  },
  {
    name: 'LE Read Filter Accept List Size',
    opcode: le(0x000f),
    supported: [26, 6],
    length: 0,
    answer: 'complete',
    returns: 1,
    run: () => [acceptListSize],
  },
  {
    name: 'LE Read Supported States',
    opcode: le(0x001c),
    supported: [28, 3],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => allStates,
  },
  {
    name: 'LE Read Suggested Default Data Length',
    opcode: le(0x0023),
    supported: [33, 7],
    length: 0,
    answer: 'complete',
    returns: 4,
    run: (c) => [...le16(c.state.suggestedOctets), ...le16(txTime(c.state.suggestedOctets))],
  },
  {
    name: 'LE Write Suggested Default Data Length',
    opcode: le(0x0024),
    supported: [34, 0],
    length: 4,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const octets = p.readUInt16LE(0);
      if (octets < 27 || octets > 251) return Status.invalidParameters;
      c.state.suggestedOctets = Math.min(octets, c.config.maxOctets);
      return Status.success;
    },
  },
  {
    name: 'LE Read Maximum Data Length',
    opcode: le(0x002f),
    supported: [35, 3],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: (c) => {
      const { maxOctets } = c.config;
      const both = [...le16(maxOctets), ...le16(txTime(maxOctets))];
      return [...both, ...both];
    },
  },
];
