/** L2CAP signalling on an LE link (Core specification 5.4, Vol 3 Part A section 4). */
const commandReject = 0x01;
const parameterUpdateRequest = 0x12;
const parameterUpdateResponse = 0x13;
const HEADER = 4;
/** Codes that are answers or need none; every other code is a request, and refused with a Command Reject. */
const unanswered = new Set([
  commandReject,
  0x03,
  0x05,
  0x07,
  0x09,
  0x0b,
  0x0d,
  0x0f,
  0x11,
  0x13,
  0x15,
  0x16,
  0x18,
  0x1a,
]);

/** What a peripheral asks of the central: intervals in units of 1.25 ms, timeout in units of 10 ms. */
export interface WishedParameters {
  readonly intervalMin: number;
  readonly intervalMax: number;
  readonly latency: number;
  readonly timeout: number;
}

/** 15 to 30 ms, latency 0, 4 s: within the rules of every phone (iOS: min a multiple of 15 ms, max at least 15 ms above). */
export const playParameters: WishedParameters = {
  intervalMin: 12,
  intervalMax: 24,
  latency: 0,
  timeout: 400,
};

/** Connection Parameter Update Request, section 4.20. @param id 1..255, matches the response to it. */
export function parameterUpdateRequestPdu(id: number, wish: WishedParameters): Buffer {
  const pdu = Buffer.alloc(HEADER + 8);
  pdu[0] = parameterUpdateRequest;
  pdu[1] = id;
  pdu.writeUInt16LE(8, 2);
  pdu.writeUInt16LE(wish.intervalMin, 4);
  pdu.writeUInt16LE(wish.intervalMax, 6);
  pdu.writeUInt16LE(wish.latency, 8);
  pdu.writeUInt16LE(wish.timeout, 10);
  return pdu;
}

export type Signal =
  | { readonly type: 'parameterUpdate'; readonly id: number; readonly accepted: boolean }
  | { readonly type: 'reject'; readonly response: Buffer }
  | { readonly type: 'rejected'; readonly id: number }
  | { readonly type: 'ignore' }
  | { readonly type: 'malformed' };

/** Reads one signalling PDU of a central: on LE exactly one command in each (section 4). */
export function readSignal(pdu: Buffer): Signal {
  if (pdu.length < HEADER) return { type: 'malformed' };
  const code = pdu.readUInt8(0);
  const id = pdu.readUInt8(1);
  if (id === 0 || pdu.readUInt16LE(2) !== pdu.length - HEADER) return { type: 'malformed' };
  if (code === parameterUpdateResponse) {
    if (pdu.length !== HEADER + 2) return { type: 'malformed' };
    return { type: 'parameterUpdate', id, accepted: pdu.readUInt16LE(4) === 0 };
  }
  if (code === commandReject) return { type: 'rejected', id };
  if (unanswered.has(code)) return { type: 'ignore' };
  // Reason 0x0000: command not understood (section 4.1).
  return { type: 'reject', response: Buffer.from([commandReject, id, 2, 0, 0, 0]) };
}

const pairingRequest = 0x01;
/** Pairing Failed, reason Pairing Not Supported (Vol 3 Part H section 3.5.5). */
const pairingNotSupported = Buffer.from([0x05, 0x05]);

/**
 * The hub does not pair: who may play is told by code and token, and bleno's pairing keeps each stranger's key for ever.
 * @returns the answer to a security manager PDU, or undefined where none is due.
 */
export const answerPairing = (pdu: Buffer): Buffer | undefined =>
  pdu[0] === pairingRequest ? pairingNotSupported : undefined;
