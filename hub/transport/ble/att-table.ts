/**
 * Every ATT PDU a client can send, as data: Core specification 5.4, Vol 3 Part F section 3.4. The lengths count the opcode.
 * bleno reads the fields of a PDU without looking at its length, so nothing shorter than its row ever reaches it.
 */
export interface AttRow {
  readonly name: string;
  /** request: wants an answer; command and confirmation: never answered; server: only a server sends it. */
  readonly kind: 'request' | 'command' | 'confirmation' | 'server';
  /** Lengths that are legal: from `min` on, or exactly one of `exact`. */
  readonly min?: number;
  readonly exact?: readonly number[];
  /** Starts with a range of attribute handles, which must not be empty nor begin at 0. */
  readonly range?: true;
  /** Carries an attribute handle in bytes 1 and 2. */
  readonly handle?: true;
  /** Writes what that handle names. */
  readonly writes?: true;
  /** Not implemented by this server: a request is answered with Request Not Supported, a command is dropped. */
  readonly unsupported?: true;
}

export const att = {
  error: 0x01,
  mtuRequest: 0x02,
  findByType: 0x06,
  readBlob: 0x0c,
  write: 0x12,
  prepareWrite: 0x16,
  executeWrite: 0x18,
  notification: 0x1b,
  indication: 0x1d,
  confirmation: 0x1e,
  writeCommand: 0x52,
} as const;

/** Error codes, section 3.4.1.1. */
export const attError = {
  invalidHandle: 0x01,
  writeNotPermitted: 0x03,
  invalidPdu: 0x04,
  requestNotSupported: 0x06,
  invalidOffset: 0x07,
  insufficientAuthorization: 0x08,
  prepareQueueFull: 0x09,
  attributeNotFound: 0x0a,
  unlikely: 0x0e,
} as const;

const server = (name: string): AttRow => ({ name, kind: 'server' });
/** A 16-bit UUID or a 128-bit one behind a handle range. */
const byUuid = [7, 21] as const;

export const attTable: ReadonlyMap<number, AttRow> = new Map<number, AttRow>([
  [0x01, server('Error Response')],
  [0x02, { name: 'Exchange MTU Request', kind: 'request', exact: [3] }],
  [0x03, server('Exchange MTU Response')],
  [0x04, { name: 'Find Information Request', kind: 'request', exact: [5], range: true }],
  [0x05, server('Find Information Response')],
  [0x06, { name: 'Find By Type Value Request', kind: 'request', min: 7, range: true }],
  [0x07, server('Find By Type Value Response')],
  [0x08, { name: 'Read By Type Request', kind: 'request', exact: byUuid, range: true }],
  [0x09, server('Read By Type Response')],
  [0x0a, { name: 'Read Request', kind: 'request', exact: [3], handle: true }],
  [0x0b, server('Read Response')],
  [0x0c, { name: 'Read Blob Request', kind: 'request', exact: [5], handle: true }],
  [0x0d, server('Read Blob Response')],
  [0x0e, { name: 'Read Multiple Request', kind: 'request', min: 5, unsupported: true }],
  [0x0f, server('Read Multiple Response')],
  [0x10, { name: 'Read By Group Type Request', kind: 'request', exact: byUuid, range: true }],
  [0x11, server('Read By Group Type Response')],
  [0x12, { name: 'Write Request', kind: 'request', min: 3, handle: true, writes: true }],
  [0x13, server('Write Response')],
  [0x16, { name: 'Prepare Write Request', kind: 'request', min: 5, handle: true, writes: true }],
  [0x17, server('Prepare Write Response')],
  [0x18, { name: 'Execute Write Request', kind: 'request', exact: [2] }],
  [0x19, server('Execute Write Response')],
  [0x1b, server('Handle Value Notification')],
  [0x1d, server('Handle Value Indication')],
  [0x1e, { name: 'Handle Value Confirmation', kind: 'confirmation', exact: [1] }],
  [0x20, { name: 'Read Multiple Variable Request', kind: 'request', min: 5, unsupported: true }],
  [0x21, server('Read Multiple Variable Response')],
  [0x23, server('Multiple Handle Value Notification')],
  [0x52, { name: 'Write Command', kind: 'command', min: 3, handle: true, writes: true }],
  [0xd2, { name: 'Signed Write Command', kind: 'command', min: 15, unsupported: true }],
]);

/** The Command Flag of an opcode (section 3.3.1): an unknown opcode with it is ignored, one without it is refused. */
export const isCommandOpcode = (opcode: number): boolean => (opcode & 0x40) !== 0;
