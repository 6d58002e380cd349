import { readAddress } from '../address.ts';
import type { Controller } from '../controller.ts';
import { opcode, ReportType, Status } from './codes.ts';
import type { Command } from './command.ts';

const le = (ocf: number): number => opcode(0x08, ocf);
const noAddress = '00:00:00:00:00:00';
const lowDutyDirected = 4;

/** Advertising or scan response data: a length byte and always 31 bytes after it. */
function dataOf(parameters: Buffer): Buffer | null {
  const length = parameters[0] ?? 0;
  return length > 31 ? null : Buffer.from(parameters.subarray(1, 1 + length));
}

function enable(c: Controller, value: number | undefined): number {
  const { advertising } = c.state;
  if (value === 0) {
    advertising.enabled = false;
    c.air.rolesChanged();
    return Status.success;
  }
  if (value !== 1) return Status.invalidParameters;
  if (advertising.ownAddressType === 1 && c.state.randomAddress === noAddress)
    return Status.invalidParameters;
  const connectable = advertising.type === ReportType.connectable || advertising.type === lowDutyDirected;
  if (connectable && c.links.size >= c.config.maxLinks) return Status.connectionLimit;
  if (connectable && c.links.size > 0 && !c.config.advertiseWhileConnected) return Status.commandDisallowed;
  advertising.enabled = true;
  c.air.rolesChanged();
  return Status.success;
}

/** Legacy advertising, sections 7.8.4 to 7.8.9. */
export const advertisingCommands: readonly Command[] = [
  {
    name: 'LE Set Random Address',
    opcode: le(0x0005),
    supported: [25, 4],
    length: 6,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { advertising, scanning, initiating } = c.state;
      if (advertising.enabled || scanning.enabled || initiating) return Status.commandDisallowed;
      c.state.randomAddress = readAddress(p, 0);
      return Status.success;
    },
  },
  {
    name: 'LE Set Advertising Parameters',
    opcode: le(0x0006),
    supported: [25, 5],
    length: 15,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { advertising } = c.state;
      if (advertising.enabled) return Status.commandDisallowed;
      const [least, most] = [p.readUInt16LE(0), p.readUInt16LE(2)];
      const type = p[4] ?? 0;
      const own = p[5] ?? 0;
      const policy = p[14] ?? 0;
      // High duty cycle directed advertising and resolvable private addresses are not modelled.
      if (type === ReportType.directed || own === 2 || own === 3) return Status.unsupportedParameter;
      if (type > lowDutyDirected || own > 3 || policy > 3) return Status.invalidParameters;
      if (least < 0x20 || most > 0x4000 || least > most) return Status.invalidParameters;
      advertising.interval = most * 0.625;
      advertising.type = type;
      advertising.ownAddressType = own === 1 ? 1 : 0;
      advertising.target = { address: readAddress(p, 7), type: p[6] === 1 ? 1 : 0 };
      advertising.filterPolicy = policy;
      return Status.success;
    },
  },
  {
    name: 'LE Read Advertising Physical Channel Tx Power',
    opcode: le(0x0007),
    supported: [25, 6],
    length: 0,
    answer: 'complete',
    returns: 1,
    run: () => [0],
  },
  {
    name: 'LE Set Advertising Data',
    opcode: le(0x0008),
    supported: [25, 7],
    length: 32,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const data = dataOf(p);
      if (!data) return Status.invalidParameters;
      c.state.advertising.data = data;
      return Status.success;
    },
  },
  {
    name: 'LE Set Scan Response Data',
    opcode: le(0x0009),
    supported: [26, 0],
    length: 32,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const data = dataOf(p);
      if (!data) return Status.invalidParameters;
      c.state.advertising.scanResponse = data;
      return Status.success;
    },
  },
  {
    name: 'LE Set Advertising Enable',
    opcode: le(0x000a),
    supported: [26, 1],
    length: 1,
    answer: 'complete',
    returns: 0,
    run: (c, p) => enable(c, p[0]),
  },
];
