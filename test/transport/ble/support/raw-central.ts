import type { Air } from '../../../../phone-sim/radio/air.ts';
import type { VirtualClock } from '../../../../phone-sim/radio/clock.ts';
import type { Controller } from '../../../../phone-sim/radio/controller.ts';
import { AclBoundary } from '../../../../phone-sim/radio/h4.ts';
import { Op, RawHost } from '../../../radio/support/raw-host.ts';

const ATT = 0x0004;
const le16 = (value: number): number[] => [value & 0xff, value >> 8];

/** A central without a stack: it sends whatever bytes a test wants on a connection of its own. Virtual time. */
export class RawCentral {
  readonly host: RawHost;
  readonly clock: VirtualClock;
  readonly #read: { channel: number; payload: Buffer }[] = [];
  #parsed = 0;

  private constructor(host: RawHost, clock: VirtualClock) {
    this.host = host;
    this.clock = clock;
  }

  /** Connects to a hub's controller. Interval in units of 1.25 ms, timeout in units of 10 ms. */
  static async connect(
    air: Air,
    clock: VirtualClock,
    hub: Controller,
    settings: { interval?: number; latency?: number; timeout?: number } = {},
  ): Promise<RawCentral> {
    const host = new RawHost(air, clock);
    const peer = { address: hub.config.address };
    host.command(Op.leCreateConnection, host.connectParameters(peer, { interval: 6, ...settings }));
    await clock.runUntil(() => host.connections.length === 1);
    return new RawCentral(host, clock);
  }

  /** Ends the connection in the proper way. */
  leave(): void {
    this.host.command(Op.disconnect, [...le16(this.host.handle), 0x13]);
  }

  get gone(): boolean {
    return this.host.reasons.length > 0;
  }

  send(channel: number, payload: readonly number[] | Uint8Array): void {
    const pdu = Buffer.from([...le16(payload.length), ...le16(channel), ...payload]);
    for (let at = 0; at < pdu.length; at += 251)
      this.host.send(
        pdu.subarray(at, at + 251),
        at === 0 ? AclBoundary.firstNonFlushable : AclBoundary.continuing,
      );
  }

  att(...pdu: number[]): void {
    this.send(ATT, pdu);
  }

  /** Sends one ACL packet as it is. */
  acl(bytes: readonly number[], boundary: number = AclBoundary.firstNonFlushable): void {
    this.host.send(Buffer.from(bytes), boundary);
  }

  /** All L2CAP PDUs of the hub so far. */
  get received(): readonly { channel: number; payload: Buffer }[] {
    const stream = this.host.received;
    while (this.#parsed + 4 <= stream.length) {
      const end = this.#parsed + 4 + stream.readUInt16LE(this.#parsed);
      if (end > stream.length) break;
      const channel = stream.readUInt16LE(this.#parsed + 2);
      this.#read.push({ channel, payload: Buffer.from(stream.subarray(this.#parsed + 4, end)) });
      this.#parsed = end;
    }
    return this.#read;
  }

  /** ATT PDUs of the hub, as hex. */
  get answers(): string[] {
    return this.received.filter((pdu) => pdu.channel === ATT).map((pdu) => pdu.payload.toString('hex'));
  }

  /** Sends an ATT PDU and waits for the next ATT PDU of the hub, in hex. */
  async ask(...pdu: number[]): Promise<string> {
    const before = this.answers.length;
    this.att(...pdu);
    await this.clock.runUntil(() => this.answers.length > before);
    return this.answers[before] ?? '';
  }
}
