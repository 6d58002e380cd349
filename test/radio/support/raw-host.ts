import { addressBytes } from '../../../phone-sim/radio/address.ts';
import type { Air } from '../../../phone-sim/radio/air.ts';
import type { VirtualClock } from '../../../phone-sim/radio/clock.ts';
import type { Controller } from '../../../phone-sim/radio/controller.ts';
import type { ControllerOptions } from '../../../phone-sim/radio/controller-state.ts';
import { AclBoundary, aclPacket, H4Parser, PacketType } from '../../../phone-sim/radio/h4.ts';
import { EventCode, LeEvent } from '../../../phone-sim/radio/hci/codes.ts';

export const Op = {
  disconnect: 0x0406,
  readRemoteVersion: 0x041d,
  setEventMask: 0x0c01,
  reset: 0x0c03,
  readCommands: 0x1002,
  readBdAddr: 0x1009,
  readRssi: 0x1405,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leSetRandomAddress: 0x2005,
  leSetAdvParameters: 0x2006,
  leSetAdvData: 0x2008,
  leSetScanResponse: 0x2009,
  leSetAdvEnable: 0x200a,
  leSetScanParameters: 0x200b,
  leSetScanEnable: 0x200c,
  leCreateConnection: 0x200d,
  leCreateCancel: 0x200e,
  leAddToAcceptList: 0x2011,
  leConnectionUpdate: 0x2013,
  leReadRemoteFeatures: 0x2016,
  leSetDataLength: 0x2022,
} as const;

const le16 = (value: number): number[] => [value & 0xff, value >> 8];

/** A host with no stack at all: it sends what a test says and keeps all that comes back. */
export class RawHost {
  readonly controller: Controller;
  readonly events: Buffer[] = [];
  readonly acl: Buffer[] = [];
  readonly clock: VirtualClock;
  congested = false;
  /** Packets given back by Number Of Completed Packets. */
  completed = 0;

  constructor(air: Air, clock: VirtualClock, options: ControllerOptions = {}) {
    this.clock = clock;
    this.controller = air.attach(
      {
        deliver: (packet) => this.#deliver(packet),
        congested: () => this.congested,
      },
      options,
    );
    this.command(Op.setEventMask, Array(8).fill(0xff));
    this.command(Op.leSetEventMask, Array(8).fill(0xff));
  }

  #deliver(packet: Buffer): void {
    // Also checks that what a controller says is one whole H4 packet.
    const [whole, ...rest] = new H4Parser([PacketType.event, PacketType.acl]).push(packet);
    if (!whole || rest.length > 0) throw new Error(`not one H4 packet: ${packet.toString('hex')}`);
    if (packet[0] === PacketType.acl) this.acl.push(packet);
    else {
      this.events.push(packet);
      if (packet[1] === EventCode.numberOfCompletedPackets) this.completed += packet.readUInt16LE(6);
    }
  }

  command(opcode: number, parameters: readonly number[] = []): void {
    this.controller.receive(Buffer.from([1, ...le16(opcode), parameters.length, ...parameters]));
  }

  /** Sends a command and gives the return parameters of its Command Complete, or the status of its Command Status. */
  async ask(opcode: number, parameters: readonly number[] = []): Promise<Buffer> {
    await this.clock.settle();
    const before = this.events.length;
    this.command(opcode, parameters);
    await this.clock.settle();
    for (const event of this.events.slice(before)) {
      if (event[1] === EventCode.commandComplete && event.readUInt16LE(4) === opcode)
        return event.subarray(6);
      if (event[1] === EventCode.commandStatus && event.readUInt16LE(5) === opcode)
        return event.subarray(3, 4);
    }
    throw new Error(`no answer to command 0x${opcode.toString(16)}`);
  }

  le(subevent: number): Buffer[] {
    return this.events.filter((e) => e[1] === EventCode.leMeta && e[3] === subevent);
  }

  of(code: number): Buffer[] {
    return this.events.filter((e) => e[1] === code);
  }

  get connections(): Buffer[] {
    return this.le(LeEvent.connectionComplete);
  }

  /** Handle of the newest connection. */
  get handle(): number {
    return this.connections.at(-1)?.readUInt16LE(5) ?? -1;
  }

  /** Reasons of all disconnections so far. */
  get reasons(): number[] {
    return this.of(EventCode.disconnectionComplete).map((e) => e[6] ?? -1);
  }

  advertise(settings: { type?: number; own?: number; policy?: number; intervalMs?: number } = {}): void {
    const interval = le16(Math.round((settings.intervalMs ?? 100) / 0.625));
    this.command(Op.leSetAdvParameters, [
      ...interval,
      ...interval,
      settings.type ?? 0,
      settings.own ?? 0,
      0,
      ...[0, 0, 0, 0, 0, 0],
      7,
      settings.policy ?? 0,
    ]);
    this.command(Op.leSetAdvEnable, [1]);
  }

  setData(opcode: number, data: readonly number[]): void {
    this.command(opcode, [data.length, ...data, ...Array(31 - data.length).fill(0)]);
  }

  scan(settings: { active?: boolean; filterDuplicates?: boolean } = {}): void {
    this.command(Op.leSetScanParameters, [settings.active === false ? 0 : 1, 0x12, 0, 0x12, 0, 0, 0]);
    this.command(Op.leSetScanEnable, [1, settings.filterDuplicates === false ? 0 : 1]);
  }

  /** Interval in units of 1.25 ms, timeout in units of 10 ms. */
  connectParameters(
    peer: { address: string; type?: number },
    settings: { interval?: number; latency?: number; timeout?: number; policy?: number; own?: number } = {},
  ): number[] {
    return [
      ...le16(0x60),
      ...le16(0x60),
      settings.policy ?? 0,
      peer.type ?? 0,
      ...addressBytes(peer.address),
      settings.own ?? 0,
      ...le16(settings.interval ?? 12),
      ...le16(settings.interval ?? 12),
      ...le16(settings.latency ?? 0),
      ...le16(settings.timeout ?? 100),
      0,
      0,
      0,
      0,
    ];
  }

  send(payload: Buffer, boundary: number = AclBoundary.firstNonFlushable, handle = this.handle): void {
    this.controller.receive(aclPacket(handle, boundary, payload));
  }

  /** Payload bytes of all ACL packets received, joined. */
  get received(): Buffer {
    return Buffer.concat(this.acl.map((packet) => packet.subarray(5)));
  }
}

export interface Pair {
  readonly central: RawHost;
  readonly peripheral: RawHost;
}

/** Two hosts with a link between them. Interval in units of 1.25 ms, timeout in units of 10 ms. */
export async function connectedPair(
  air: Air,
  clock: VirtualClock,
  settings: {
    interval?: number;
    latency?: number;
    timeout?: number;
    central?: ControllerOptions;
    peripheral?: ControllerOptions;
  } = {},
): Promise<Pair> {
  const peripheral = new RawHost(air, clock, settings.peripheral);
  const central = new RawHost(air, clock, settings.central);
  await connect(clock, central, peripheral, settings);
  return { central, peripheral };
}

export async function connect(
  clock: VirtualClock,
  central: RawHost,
  peripheral: RawHost,
  settings: { interval?: number; latency?: number; timeout?: number } = {},
): Promise<void> {
  const before = central.connections.length;
  peripheral.advertise();
  central.command(
    Op.leCreateConnection,
    central.connectParameters({ address: peripheral.controller.config.address }, settings),
  );
  await clock.runUntil(() => central.connections.length > before);
}
