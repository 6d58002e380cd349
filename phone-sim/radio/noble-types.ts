import type { EventEmitter } from 'node:events';

/**
 * What is used of noble's inner modules (`lib/noble`, `lib/hci-socket/bindings`), which have no types of their own.
 * The instance itself has the shape that the package's main module declares.
 */
export type Noble = typeof import('@abandonware/noble') & {
  /** Reading it starts the bindings. */
  readonly state: string;
  /** Public address of the controller, `unknown` until it was read. */
  readonly address: string;
};

export type { Peripheral } from '@abandonware/noble';

/** What noble finds on a link, and takes back on a later one (`addServices`, `addCharacteristics`). */
export interface FoundService {
  readonly uuid: string;
  readonly startHandle: number;
  readonly endHandle: number;
}
export interface FoundCharacteristic {
  readonly uuid: string;
  readonly startHandle: number;
  readonly valueHandle: number;
  readonly endHandle: number;
}

/** lib/hci-socket/gatt: the ATT client of one link; attributes by the UUIDs above them. */
export interface NobleGatt {
  readonly _characteristics: Readonly<Record<string, Readonly<Record<string, FoundCharacteristic>>>>;
  readonly _descriptors: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, { readonly handle: number }>>>>>
  >;
}

/** What the package's types leave out. */
export interface NobleInside {
  readonly _bindings: {
    readonly _hci: NobleHci & {
      /** Towards the controller; bounded nowhere. */
      readonly _aclQueue: readonly unknown[];
    };
    /** By id of the peripheral. */
    readonly _gatts: Readonly<Record<string, NobleGatt | undefined>>;
  };
  addServices(peripheralId: string, services: readonly FoundService[]): unknown;
  addCharacteristics(
    peripheralId: string,
    service: string,
    characteristics: readonly FoundCharacteristic[],
  ): import('@abandonware/noble').Characteristic[];
}

export interface NobleHci extends EventEmitter {
  /** Truthy: noble takes the adapter for itself and brings it up with HCI Reset. */
  _userChannel: unknown;
  readonly _socket: { stop(): void; on(event: 'error', listener: (error: Error) => void): unknown };
  readonly _aclConnections: ReadonlyMap<number, unknown>;
  writeAclDataPkt(handle: number, cid: number, data: Buffer): Promise<void>;
  flushAcl(): Promise<void>;
  readLeBufferSize(): void;
  connUpdateLe(handle: number, minMs: number, maxMs: number, latency: number, timeoutMs: number): void;
  disconnect(handle: number): void;
}

interface NobleBindings extends EventEmitter {
  readonly _hci: NobleHci;
}

export type NobleClass = new (bindings: NobleBindings) => Noble;
export type NobleBindingsClass = new (options: { deviceId: number }) => NobleBindings;
