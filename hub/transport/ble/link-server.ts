import { type AttRefusal, judgeAtt } from './att-guard.ts';
import { att } from './att-table.ts';
import type { BlenoAclStream, BlenoGatt, BlenoHci, BlenoModules } from './bleno-types.ts';
import type { BleCounters } from './counters.ts';
import { buildGattTable, type GattHandlers, type GattHandles } from './gatt-table.ts';
import { channel, L2capReassembler } from './l2cap-reassembler.ts';
import { answerPairing, parameterUpdateRequestPdu, playParameters, readSignal } from './signalling.ts';

/** Largest ATT MTU worth asking for: one attribute value of 512 bytes and what stands around it in a read by type. */
const MAX_MTU = 517;
/** Identifier of the one signalling request a link makes. */
const UPDATE_ID = 1;

/** One connection as the controller tells of it. */
export interface Connection {
  readonly handle: number;
  readonly address: string;
  readonly addressType: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly latency: number;
}

export interface LinkServerOptions extends GattHandlers {
  readonly bleno: BlenoModules;
  readonly hci: BlenoHci;
  readonly connection: Connection;
  readonly hubName: string;
  readonly counters: BleCounters;
  readonly slot: () => number | undefined;
  /** The phone confirmed an indication. @returns false if none was outstanding. */
  readonly confirmed: () => boolean;
  readonly mtuChanged: () => void;
}

/**
 * What one phone talks to: L2CAP, and on it bleno's own ATT server with a table of its own. Everything a stranger sends
 * passes the guard first, so bleno sees only PDUs that are whole and allowed.
 */
export class LinkServer {
  readonly handles: GattHandles;
  readonly #options: LinkServerOptions;
  readonly #gatt: BlenoGatt;
  readonly #stream: BlenoAclStream;
  readonly #reassembler: L2capReassembler;
  #mtuExchanged = false;
  #askedParameters = false;

  constructor(options: LinkServerOptions) {
    this.#options = options;
    const { bleno, hci, connection, counters, hubName } = options;
    this.#reassembler = new L2capReassembler(MAX_MTU, () => {
      counters.malformedL2cap += 1;
    });
    this.#gatt = new bleno.Gatt();
    this.#gatt.maxMtu = MAX_MTU;
    this.handles = buildGattTable(bleno, this.#gatt, hubName, options);
    this.#gatt.on('mtuChange', () => {
      this.#mtuExchanged = true;
      options.mtuChanged();
    });
    this.#stream = new bleno.AclStream(
      hci,
      connection.handle,
      hci.addressType ?? 'public',
      hci.address ?? '00:00:00:00:00:00',
      connection.addressType,
      connection.address,
    );
    this.#gatt.setAclStream(this.#stream);
  }

  get mtu(): number {
    return this.#gatt._mtu;
  }

  /** Takes one ACL packet of the phone: packet boundary flag and payload. */
  receive(boundary: number, data: Buffer): void {
    const pdu = this.#reassembler.push(boundary, data);
    if (!pdu) return;
    const { counters } = this.#options;
    if (pdu.channel === channel.att) this.#receiveAtt(pdu.payload);
    else if (pdu.channel === channel.signalling) this.#receiveSignal(pdu.payload);
    else if (pdu.channel === channel.security) {
      const answer = answerPairing(pdu.payload);
      if (!answer) return;
      counters.pairingRefused += 1;
      this.#stream.write(channel.security, answer);
    } else counters.unknownChannels += 1;
  }

  #receiveAtt(pdu: Buffer): void {
    const { slot, confirmed } = this.#options;
    const verdict = judgeAtt(pdu, {
      mtu: this.mtu,
      mtuExchanged: this.#mtuExchanged,
      slot: slot(),
      layout: this.handles.layout,
    });
    if (verdict.type === 'pass') this.#stream.push(channel.att, pdu);
    else if (verdict.type === 'confirmed') {
      if (!confirmed()) this.#count('attUnexpected');
    } else {
      this.#count(verdict.reason);
      if (verdict.type === 'refuse') this.#stream.write(channel.att, verdict.response);
    }
  }

  #count(reason: AttRefusal): void {
    this.#options.counters[reason] += 1;
  }

  #receiveSignal(pdu: Buffer): void {
    const { counters } = this.#options;
    const signal = readSignal(pdu);
    if (signal.type === 'malformed') counters.malformedSignals += 1;
    else if (signal.type === 'reject') this.#stream.write(channel.signalling, signal.response);
    else if (signal.type !== 'ignore' && this.#askedParameters && signal.id === UPDATE_ID) {
      this.#askedParameters = false;
      const accepted = signal.type === 'parameterUpdate' && signal.accepted;
      counters[accepted ? 'parameterUpdatesAccepted' : 'parameterUpdatesRejected'] += 1;
    }
  }

  /** Asks the phone for a connection interval fit for play, unless it has one (Vol 3 Part A section 4.20). */
  askParameters(): void {
    const { connection, counters } = this.#options;
    if (connection.interval <= playParameters.intervalMax * 1.25 && connection.latency === 0) return;
    this.#askedParameters = true;
    counters.parameterUpdatesAsked += 1;
    this.#stream.write(channel.signalling, parameterUpdateRequestPdu(UPDATE_ID, playParameters));
  }

  notify(handle: number, value: Uint8Array): void {
    this.#options.counters.notifications += 1;
    this.#sendValue(att.notification, handle, value);
  }

  indicate(handle: number, value: Uint8Array): void {
    this.#options.counters.indications += 1;
    this.#sendValue(att.indication, handle, value);
  }

  /** By hand and not by bleno's callback, which cuts silently and keeps no order between indications. */
  #sendValue(opcode: number, handle: number, value: Uint8Array): void {
    const pdu = Buffer.alloc(3 + value.length);
    pdu[0] = opcode;
    pdu.writeUInt16LE(handle, 1);
    pdu.set(value, 3);
    this.#stream.write(channel.att, pdu);
  }

  /** The link is gone: bleno lets go of subscriptions and prepared writes. */
  end(): void {
    this.#stream.push(null, null);
  }
}
