import type { EventEmitter } from 'node:events';

/** What is used of bleno's inner modules (`@abandonware/bleno` 0.6.2, lib/), which have no types of their own. */

/** The class of `@abandonware/bluetooth-hci-socket`: H4 packets, type byte first. */
export interface HciSocket {
  bindUser(deviceId?: number): number;
  start(): void;
  stop(): void;
  write(packet: Buffer): void;
  on(event: 'data', listener: (packet: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** lib/hci-socket/hci: commands and events of one adapter. */
export interface BlenoHci extends EventEmitter {
  readonly _socket: HciSocket;
  /** Set before a disconnection is shown to it: it forgets links only of this handle. */
  _mainHandle: number | null;
  readonly _aclMtu: number;
  readonly _aclMaxInProgress: number;
  readonly address: string | undefined;
  readonly addressType: string | undefined;
  /** Replaced by the scheduler's: AclStream writes through it. */
  queueAclDataPkt: (handle: number, channel: number, data: Buffer) => void;
  onSocketData(packet: Buffer): void;
  reset(): void;
  readBdAddr(): void;
  setAdvertiseEnable(enabled: boolean): void;
  setAdvertisingData(data: Buffer): void;
  setScanResponseData(data: Buffer): void;
  disconnect(handle: number): void;
}

/** lib/hci-socket/gap: advertising. */
export interface BlenoGap extends EventEmitter {
  startAdvertisingWithEIRData(advertisement: Buffer, scanResponse: Buffer): void;
  restartAdvertising(): void;
  stopAdvertising(): void;
}

/** lib/hci-socket/acl-stream: one link's way through L2CAP. */
export interface BlenoAclStream extends EventEmitter {
  write(channel: number, data: Buffer): void;
  push(channel: number | null, data: Buffer | null): void;
  pushEncrypt(encrypt: number): void;
}

interface GattEntry {
  readonly type: 'service' | 'characteristic' | 'characteristicValue' | 'descriptor';
  readonly uuid?: string;
  readonly valueHandle?: number;
  readonly attribute?: unknown;
  value?: Buffer | null;
}

/** lib/hci-socket/gatt: an ATT server with its own MTU, subscriptions and prepared write. */
export interface BlenoGatt extends EventEmitter {
  maxMtu: number;
  readonly _mtu: number;
  readonly _handles: readonly (GattEntry | undefined)[];
  setServices(services: readonly unknown[]): void;
  setAclStream(stream: BlenoAclStream): void;
}

type Property = 'read' | 'write' | 'writeWithoutResponse' | 'notify' | 'indicate';

interface CharacteristicOptions {
  readonly uuid: string;
  readonly properties: readonly Property[];
  /** Only for characteristics that can do nothing but be read. */
  readonly value?: Buffer;
  readonly descriptors?: readonly unknown[];
  readonly onReadRequest?: (offset: number, answer: (result: number, data?: Buffer) => void) => void;
  readonly onWriteRequest?: (
    data: Buffer,
    offset: number,
    withoutResponse: boolean,
    answer: (result: number) => void,
  ) => void;
  readonly onSubscribe?: () => void;
  readonly onUnsubscribe?: () => void;
}

export interface BlenoModules {
  readonly Hci: (new () => BlenoHci) & { readonly STATUS_MAPPER: readonly string[] };
  readonly Gap: new (hci: BlenoHci) => BlenoGap;
  readonly Gatt: new () => BlenoGatt;
  readonly AclStream: new (
    hci: BlenoHci,
    handle: number,
    localType: string,
    localAddress: string,
    remoteType: string,
    remoteAddress: string,
  ) => BlenoAclStream;
  readonly PrimaryService: new (options: { uuid: string; characteristics: readonly unknown[] }) => unknown;
  readonly Characteristic: new (options: CharacteristicOptions) => EventEmitter;
  readonly Descriptor: new (options: { uuid: string; value: Buffer }) => unknown;
}
