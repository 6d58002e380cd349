import { type Address, type AddressType, addressKey } from './address.ts';
import type { Air } from './air.ts';
import {
  type ControllerConfig,
  type ControllerOptions,
  type ControllerState,
  controllerConfig,
  initialState,
} from './controller-state.ts';
import { EventCode, resetOpcode } from './hci/codes.ts';
import { runCommand } from './hci/command-table.ts';
import { aclOverflow } from './hci/events.ts';
import type { LinkEnd } from './link-end.ts';
import type { Scheduled } from './scheduler.ts';

/** The host's side of HCI: where a controller puts its events and ACL data. */
export interface HciHost {
  /** One whole H4 packet, controller to host. */
  deliver(packet: Buffer): void;
  /** True while the host cannot take more ACL data; its link layers then refuse (NAK) what arrives. */
  congested?(): boolean;
  /** The controller was taken off the air by the other side (air closed). */
  closed?(): void;
}

const maxQueuedToHost = 10_000;

/** One LE controller on an air. Made by `Air.attach`; a host drives it with `receive`. */
export class Controller {
  readonly air: Air;
  readonly id: number;
  readonly config: ControllerConfig;
  readonly links = new Map<number, LinkEnd>();
  state: ControllerState;
  /** ACL packets of the host that are not acknowledged yet. */
  usedBuffers = 0;
  attached = true;
  readonly #host: HciHost;
  /** The command it is at, where commands take time. */
  #command: Scheduled | null = null;
  #outgoing: Buffer[] = [];
  #draining = false;

  constructor(air: Air, id: number, host: HciHost, options: ControllerOptions, address: string) {
    this.air = air;
    this.id = id;
    this.#host = host;
    this.config = controllerConfig(options, address);
    this.state = initialState(this.config);
  }

  /** Takes one whole H4 packet from the host. What is not a command or ACL data is counted and dropped. */
  receive(packet: Buffer): void {
    if (!this.attached) return;
    if (packet[0] === 0x01 && packet.length >= 4) this.#receiveCommand(packet);
    else if (packet[0] === 0x02 && packet.length >= 5) this.#receiveAcl(packet);
    else this.air.stats.hostErrors++;
  }

  /** Takes the radio off the air at once, as pulling its plug would: peers notice by supervision timeout. */
  detach(): void {
    if (!this.attached) return;
    this.attached = false;
    this.air.cancel(this.#command);
    this.dropEverything();
    this.#outgoing = [];
    this.air.removed(this);
    this.#host.closed?.();
  }

  /** HCI Reset (Vol 4 Part E section 7.3.2): standby state, defaults, all links gone without a word to the peer. */
  reset(): void {
    this.dropEverything();
    this.state = initialState(this.config);
    this.air.rolesChanged();
  }

  dropEverything(): void {
    for (const end of [...this.links.values()]) end.link.abandon(end);
    this.links.clear();
    this.usedBuffers = 0;
  }

  /** The address this controller uses on the air for an own-address type. */
  ownAddress(type: AddressType): Address {
    return { type, address: type === 1 ? this.state.randomAddress : this.config.address };
  }

  accepts(address: Address): boolean {
    return this.state.acceptList.has(addressKey(address));
  }

  linkTo(peer: Address): LinkEnd | undefined {
    const key = addressKey(peer);
    for (const end of this.links.values()) if (addressKey(end.peerAddress) === key) return end;
    return undefined;
  }

  freeHandle(): number {
    let handle = this.config.firstHandle;
    while (this.links.has(handle)) handle++;
    return handle;
  }

  hostCongested(): boolean {
    return this.#host.congested?.() ?? false;
  }

  /** Sends an event to the host unless the host masked it (Vol 4 Part E sections 7.3.1 and 7.8.1). */
  emit(packet: Buffer): void {
    const code = packet[1] ?? 0;
    const masked =
      code !== EventCode.commandComplete &&
      code !== EventCode.commandStatus &&
      code !== EventCode.numberOfCompletedPackets &&
      (this.state.eventMask & (1n << BigInt(code - 1))) === 0n;
    if (masked) return;
    if (code === EventCode.leMeta && (this.state.leEventMask & (1n << BigInt((packet[3] ?? 1) - 1))) === 0n)
      return;
    this.toHost(packet);
  }

  /** Queues a packet for the host; it leaves after the current call, so a host is never entered from its own call. */
  toHost(packet: Buffer): void {
    if (!this.attached) return;
    if (this.#outgoing.length >= maxQueuedToHost) {
      this.air.stats.hostErrors++;
      return;
    }
    this.#outgoing.push(packet);
    if (this.#draining) return;
    this.#draining = true;
    queueMicrotask(() => this.#drain());
  }

  #drain(): void {
    // A host that throws loses its own packet only: the next ones still come, in order.
    try {
      for (let packet = this.#outgoing.shift(); packet; packet = this.#outgoing.shift())
        this.#host.deliver(packet);
      this.#draining = false;
    } finally {
      if (this.#draining) {
        this.#draining = this.#outgoing.length > 0;
        if (this.#draining) queueMicrotask(() => this.#drain());
      }
    }
  }

  /** Every answer says that one command may be outstanding (section 4.4); with `commandMs` more than that find no room. */
  #receiveCommand(packet: Buffer): void {
    const { commandMs } = this.config;
    if (commandMs === 0) return runCommand(this, packet);
    if (packet.readUInt16LE(1) === resetOpcode) this.air.cancel(this.#command);
    else if (this.#command) {
      this.air.stats.hostErrors++;
      return;
    }
    this.#command = this.air.schedule(this.air.now() + commandMs, () => {
      this.#command = null;
      runCommand(this, packet);
    });
  }

  #receiveAcl(packet: Buffer): void {
    const flagged = packet.readUInt16LE(1);
    const length = packet.readUInt16LE(3);
    const boundary = (flagged >> 12) & 0x03;
    const end = this.links.get(flagged & 0x0fff);
    // The host may not know yet that a link is gone: its packets for it are dropped without a word (section 4.1).
    if (!end || end.ending) return;
    if (length !== packet.length - 5 || length === 0 || length > this.config.aclLength || boundary === 0x03) {
      this.air.stats.hostErrors++;
      return;
    }
    if (this.usedBuffers >= this.config.aclBuffers) {
      this.air.stats.hostErrors++;
      this.emit(aclOverflow());
      return;
    }
    this.usedBuffers++;
    end.sendAcl(boundary !== 0x01, packet.subarray(5));
  }
}
