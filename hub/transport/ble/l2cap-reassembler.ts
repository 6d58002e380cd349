/** One L2CAP PDU: the channel and what it carries. */
export interface L2capPdu {
  readonly channel: number;
  readonly payload: Buffer;
}

/** Fixed channels of an LE link (Core specification 5.4, Vol 3 Part A section 2.1). */
export const channel = { att: 0x0004, signalling: 0x0005, security: 0x0006 } as const;

const HEADER = 4;
const continuing = 0x01;

export type L2capFault = 'continuation without a start' | 'too long' | 'more than announced' | 'cut short';

/**
 * Puts the ACL fragments of one link together (Vol 3 Part A section 7.2). Holds at most one PDU, of at most `maxPayload`
 * bytes; what does not fit together is let go until the next start, and told to `fault`.
 */
export class L2capReassembler {
  readonly #maxPayload: number;
  readonly #fault: (fault: L2capFault) => void;
  #parts: Buffer[] = [];
  #have = 0;
  /** Header and payload of the PDU being gathered; 0 while there is none, or its header is not whole yet. */
  #want = 0;
  #skipping = true;

  constructor(maxPayload: number, fault: (fault: L2capFault) => void) {
    this.#maxPayload = maxPayload;
    this.#fault = fault;
  }

  /**
   * @param boundary packet boundary flag of the ACL packet: 1 continues a PDU, 0 and 2 start one.
   * @param data the payload of the ACL packet. @returns a PDU if this completed one.
   */
  push(boundary: number, data: Buffer): L2capPdu | undefined {
    if (boundary === continuing) {
      if (this.#skipping) {
        this.#fault('continuation without a start');
        return undefined;
      }
    } else {
      if (this.#parts.length > 0) this.#fault('cut short');
      this.#clear();
      this.#skipping = false;
    }
    // No radio sends these; gathered, they would be without end.
    if (data.length === 0) return this.#drop('cut short');
    this.#parts.push(data);
    this.#have += data.length;
    return this.#check();
  }

  #check(): L2capPdu | undefined {
    if (this.#want === 0 && this.#have >= HEADER) {
      const whole = Buffer.concat(this.#parts);
      this.#parts = [whole];
      this.#want = HEADER + whole.readUInt16LE(0);
      if (this.#want > HEADER + this.#maxPayload) return this.#drop('too long');
    }
    if (this.#want === 0 || this.#have < this.#want) return undefined;
    if (this.#have > this.#want) return this.#drop('more than announced');
    const pdu = Buffer.concat(this.#parts);
    this.#clear();
    return { channel: pdu.readUInt16LE(2), payload: pdu.subarray(HEADER) };
  }

  #drop(fault: L2capFault): undefined {
    this.#clear();
    this.#fault(fault);
    return undefined;
  }

  #clear(): void {
    this.#parts = [];
    this.#have = 0;
    this.#want = 0;
    this.#skipping = true;
  }
}
