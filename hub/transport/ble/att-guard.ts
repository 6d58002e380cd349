import { limits } from '../../../protocol/limits.ts';
import { type AttRow, att, attError, attTable, isCommandOpcode } from './att-table.ts';
import type { GattLayout } from './gatt-table.ts';

/** What becomes of one ATT PDU of a client. Reasons are names of counters. */
export type AttVerdict =
  | { readonly type: 'pass' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'refuse'; readonly reason: AttRefusal; readonly response: Buffer }
  | { readonly type: 'ignore'; readonly reason: AttRefusal };

export type AttRefusal =
  | 'attInvalidPdu'
  | 'attUnsupported'
  | 'attUnexpected'
  | 'attInvalidHandle'
  | 'attNotPermitted'
  | 'attPrepareRefused'
  | 'attSecondMtuRequest'
  | 'attNotFound'
  | 'refusedSlots';

/** What the guard must know of the link the PDU came over. */
export interface AttContext {
  /** ATT MTU in force. */
  readonly mtu: number;
  /** True once the MTU was exchanged: a client may ask only once (section 3.4.2.1). */
  readonly mtuExchanged: boolean;
  /** The player slot of this link, undefined before it was given one. */
  readonly slot: number | undefined;
  readonly layout: GattLayout;
}

const pass: AttVerdict = { type: 'pass' };

/** An ATT Error Response, section 3.4.1.1. */
const errorResponse = (opcode: number, handle: number, code: number): Buffer =>
  Buffer.from([att.error, opcode, handle & 0xff, handle >> 8, code]);

/**
 * Looks at an ATT PDU before bleno does: what is too short, too long, unknown, not for a client to send, or meant for the
 * player characteristic of another link is answered or dropped here, as the specification says for each.
 */
export function judgeAtt(pdu: Buffer, context: AttContext): AttVerdict {
  const opcode = pdu[0];
  if (opcode === undefined) return { type: 'ignore', reason: 'attInvalidPdu' };
  const row = attTable.get(opcode);
  if (!row) {
    return isCommandOpcode(opcode)
      ? { type: 'ignore', reason: 'attUnsupported' }
      : refuse(opcode, 0, attError.requestNotSupported, 'attUnsupported');
  }
  if (row.kind === 'server') return { type: 'ignore', reason: 'attUnexpected' };
  const no = (handle: number, code: number, reason: AttRefusal): AttVerdict =>
    row.kind === 'request' ? refuse(opcode, handle, code, reason) : { type: 'ignore', reason };
  if (!lengthFits(row, pdu.length) || pdu.length > context.mtu)
    return no(0, attError.invalidPdu, 'attInvalidPdu');
  if (row.kind === 'confirmation') return { type: 'confirmed' };
  if (row.unsupported) return no(0, attError.requestNotSupported, 'attUnsupported');
  if (opcode === att.mtuRequest && context.mtuExchanged)
    return no(0, attError.requestNotSupported, 'attSecondMtuRequest');
  if (row.range) return judgeRange(pdu, opcode, no);
  if (row.writes) return judgeWrite(pdu, opcode, context, no);
  return pass;
}

type No = (handle: number, code: number, reason: AttRefusal) => AttVerdict;

function judgeRange(pdu: Buffer, opcode: number, no: No): AttVerdict {
  const [start, end] = [pdu.readUInt16LE(1), pdu.readUInt16LE(3)];
  if (start === 0 || start > end) return no(start, attError.invalidHandle, 'attInvalidHandle');
  // Legal, but an empty value makes bleno fail: nothing has an empty value here.
  if (opcode === att.findByType && pdu.length === 7)
    return no(start, attError.attributeNotFound, 'attNotFound');
  return pass;
}

function judgeWrite(pdu: Buffer, opcode: number, context: AttContext, no: No): AttVerdict {
  const handle = pdu.readUInt16LE(1);
  const target = context.layout.get(handle);
  // bleno takes a write to a characteristic's declaration for one to its value.
  if (target?.type === 'declaration') return no(handle, attError.writeNotPermitted, 'attNotPermitted');
  if (target?.slot !== undefined && target.slot !== context.slot)
    return no(handle, attError.insufficientAuthorization, 'refusedSlots');
  // bleno gathers prepared writes without end; an attribute holds at most 512 bytes (Vol 3 Part F section 3.2.9).
  if (opcode === att.prepareWrite && pdu.readUInt16LE(3) + pdu.length - 5 > limits.attributeValue)
    return no(handle, attError.prepareQueueFull, 'attPrepareRefused');
  return pass;
}

function refuse(opcode: number, handle: number, code: number, reason: AttRefusal): AttVerdict {
  return { type: 'refuse', reason, response: errorResponse(opcode, handle, code) };
}

const lengthFits = (row: AttRow, length: number): boolean =>
  row.exact ? row.exact.includes(length) : length >= (row.min ?? 1);
