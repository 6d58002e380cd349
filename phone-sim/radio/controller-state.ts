import type { Address, AddressType } from './address.ts';
import { ReportType } from './hci/codes.ts';

/** Settings of one controller; every field has a default. */
export interface ControllerOptions {
  /** Public address. Default: the air's next free one, 02:50:4c:00:00:01 and up. */
  readonly address?: string;
  /** Bytes of one HCI ACL packet, 27..251 (LE Read Buffer Size). Default 251. */
  readonly aclLength?: number;
  /** How many ACL packets the host may have outstanding, 1..255. Default 8. */
  readonly aclBuffers?: number;
  /** Links this controller can hold at once, 1..128. Default 20. */
  readonly maxLinks?: number;
  /** Lowest connection handle. Default 0x40, as many real controllers; 0 is legal and trips hosts that test for truth. */
  readonly firstHandle?: number;
  /** Whether connectable advertising may be on while a link is up. Default true. */
  readonly advertiseWhileConnected?: boolean;
  /** Longest link-layer payload this radio can carry, 27..251 bytes. Default 251. */
  readonly maxOctets?: number;
  /** Payload it asks for on each new link, 27..maxOctets. Default maxOctets; 27 is a radio without data length extension. */
  readonly suggestedOctets?: number;
  /**
   * Milliseconds a command takes, 0..10000. A controller that is at one has room for no other: it drops what comes meanwhile, Reset
   * apart, and counts it (`hostErrors`). Default 0: each is answered at once and none is dropped, whoever keeps no count of his credit.
   */
  readonly commandMs?: number;
  /** Metres. Controllers without a position hear each other at the air's default RSSI. */
  readonly position?: Position;
}

export interface Position {
  readonly x: number;
  readonly y: number;
}

export type ControllerConfig = Required<Omit<ControllerOptions, 'position'>>;

/** Fills in defaults and throws a RangeError that names the setting when one is out of its range. */
export function controllerConfig(options: ControllerOptions, address: string): ControllerConfig {
  const maxOctets = within('maxOctets', options.maxOctets ?? 251, 27, 251);
  return {
    address,
    aclLength: within('aclLength', options.aclLength ?? 251, 27, 251),
    aclBuffers: within('aclBuffers', options.aclBuffers ?? 8, 1, 255),
    maxLinks: within('maxLinks', options.maxLinks ?? 20, 1, 128),
    firstHandle: within('firstHandle', options.firstHandle ?? 0x40, 0, 0x0e00),
    advertiseWhileConnected: options.advertiseWhileConnected ?? true,
    maxOctets,
    suggestedOctets: within('suggestedOctets', options.suggestedOctets ?? maxOctets, 27, maxOctets),
    commandMs: within('commandMs', options.commandMs ?? 0, 0, 10_000),
  };
}

function within(name: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(
      `${name} of a virtual controller must be a whole number from ${low} to ${high}, not ${value}`,
    );
  }
  return value;
}

/** Filter policy 0x00 = everyone, 0x01 = accept list only (advertising has two more, see section 7.8.5). */
interface AdvertisingState {
  enabled: boolean;
  /** Milliseconds. */
  interval: number;
  /** PDU type as in LE Set Advertising Parameters: 0 connectable, 1/4 directed, 2 scannable, 3 not connectable. */
  type: number;
  ownAddressType: AddressType;
  target: Address;
  filterPolicy: number;
  data: Buffer;
  scanResponse: Buffer;
}

export interface ScanningState {
  enabled: boolean;
  active: boolean;
  ownAddressType: AddressType;
  /** Share of the time it listens: window / interval. */
  duty: number;
  filterPolicy: number;
  filterDuplicates: boolean;
  /** What was reported since scanning was enabled; bounded, see `rememberReport`. */
  seen: Set<string>;
}

/** A connection being created: the Initiating state. Parameters in HCI units. */
export interface InitiatingState {
  /** Null: any device on the accept list. */
  readonly target: Address | null;
  readonly ownAddressType: AddressType;
  readonly duty: number;
  readonly intervalMin: number;
  readonly intervalMax: number;
  readonly latency: number;
  readonly timeout: number;
}

/** All that HCI Reset puts back. */
export interface ControllerState {
  randomAddress: string;
  eventMask: bigint;
  leEventMask: bigint;
  leHostSupport: number;
  suggestedOctets: number;
  advertising: AdvertisingState;
  scanning: ScanningState;
  initiating: InitiatingState | null;
  acceptList: Map<string, Address>;
}

export const acceptListSize = 32;
const seenLimit = 1024;

export function initialState(config: ControllerConfig): ControllerState {
  return {
    randomAddress: '00:00:00:00:00:00',
    // Defaults of Vol 4 Part E sections 7.3.1 and 7.8.1: LE Meta is off until the host asks for it.
    eventMask: 0x00001fffffffffffn,
    leEventMask: 0x1fn,
    leHostSupport: 0,
    suggestedOctets: config.suggestedOctets,
    advertising: {
      enabled: false,
      interval: 1280,
      type: ReportType.connectable,
      ownAddressType: 0,
      target: { address: '00:00:00:00:00:00', type: 0 },
      filterPolicy: 0,
      data: Buffer.alloc(0),
      scanResponse: Buffer.alloc(0),
    },
    scanning: {
      enabled: false,
      active: false,
      ownAddressType: 0,
      duty: 1,
      filterPolicy: 0,
      filterDuplicates: false,
      seen: new Set(),
    },
    initiating: null,
    acceptList: new Map(),
  };
}

/** True when this report is new, or duplicates are wanted. Forgets all it knew when the memory is full. */
export function rememberReport(scanning: ScanningState, key: string): boolean {
  if (!scanning.filterDuplicates) return true;
  if (scanning.seen.has(key)) return false;
  if (scanning.seen.size >= seenLimit) scanning.seen.clear();
  scanning.seen.add(key);
  return true;
}
