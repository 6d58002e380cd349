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
