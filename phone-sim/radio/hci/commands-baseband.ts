import { opcode, resetOpcode, Status } from './codes.ts';
import { type Command, linkOf } from './command.ts';

const base = (ocf: number): number => opcode(0x03, ocf);
const le = (ocf: number): number => opcode(0x08, ocf);

/** Controller and baseband (OGF 3), and the LE masks. */
export const basebandCommands: readonly Command[] = [
  {
    name: 'Set Event Mask',
    opcode: base(0x0001),
    supported: [5, 6],
    length: 8,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      c.state.eventMask = p.readBigUInt64LE(0);
      return Status.success;
    },
  },
  {
    name: 'Reset',
    opcode: resetOpcode,
    supported: [5, 7],
    length: 0,
    answer: 'complete',
    returns: 0,
    run: (c) => {
      c.reset();
      return Status.success;
    },
  },
  {
    name: 'Read Transmit Power Level',
    opcode: base(0x002d),
    supported: [10, 2],
    length: 3,
    answer: 'complete',
    returns: 3,
    echoesHandle: true,
    run: (c, p) => (linkOf(c, p) ? [p[0] ?? 0, p[1] ?? 0, 0] : Status.unknownConnection),
  },
  {
    name: 'Set Event Mask Page 2',
    opcode: base(0x0063),
    supported: [22, 2],
    length: 8,
    answer: 'complete',
    returns: 0,
    run: () => Status.success,
  },
  {
    name: 'Read LE Host Support',
    opcode: base(0x006c),
    supported: [24, 5],
    length: 0,
    answer: 'complete',
    returns: 2,
    run: (c) => [c.state.leHostSupport, 0],
  },
  {
    name: 'Write LE Host Support',
    opcode: base(0x006d),
    supported: [24, 6],
    length: 2,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      c.state.leHostSupport = p[0] ?? 0;
      return Status.success;
    },
  },
  {
    name: 'LE Set Event Mask',
    opcode: le(0x0001),
    supported: [25, 0],
    length: 8,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      c.state.leEventMask = p.readBigUInt64LE(0);
      return Status.success;
    },
  },
];
