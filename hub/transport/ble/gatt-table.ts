import { gatt } from '../../../protocol/gatt.ts';
import type { BlenoGatt, BlenoModules } from './bleno-types.ts';

/** What the phone does to one link's table. Each answers with an ATT error code, 0 = done. */
export interface GattHandlers {
  /** The whole value of Info; asked for when a read begins. */
  readInfo(): Uint8Array;
  written(target: GattTarget, value: Buffer): number;
  subscribed(target: GattTarget, on: boolean): void;
}

/** Control, or the player characteristic of a slot 1..16. */
export type GattTarget = { readonly type: 'control' } | { readonly type: 'player'; readonly slot: number };

/** An attribute handle that the guard must know of. */
export interface LayoutEntry {
  readonly type: 'declaration' | 'value' | 'configuration' | 'description';
  /** Slot whose player characteristic it belongs to. */
  readonly slot?: number;
}
export type GattLayout = ReadonlyMap<number, LayoutEntry>;

/** Value handles that the hub sends on. */
export interface GattHandles {
  readonly layout: GattLayout;
  readonly control: number;
  /** By slot - 1. */
  readonly players: readonly number[];
}

const SUCCESS = 0x00;
const INVALID_OFFSET = 0x07;
const UNLIKELY = 0x0e;
const flat = (uuid: string): string => uuid.replaceAll('-', '');

/**
 * Fills one link's GATT server with the fixed table of protocol/gatt.ts (SPEC.md section 7). Each link has its own objects,
 * every link the same handles: phones keep the table, so nothing in it depends on who connects, or when.
 */
export function buildGattTable(
  bleno: BlenoModules,
  server: BlenoGatt,
  hubName: string,
  handlers: GattHandlers,
): GattHandles {
  const { PrimaryService, Characteristic, Descriptor } = bleno;
  const takes = (target: GattTarget) => ({
    onWriteRequest: (data: Buffer, offset: number, _quiet: boolean, answer: (result: number) => void) =>
      answer(offset === 0 ? handlers.written(target, data) : INVALID_OFFSET),
    onSubscribe: () => handlers.subscribed(target, true),
    onUnsubscribe: () => handlers.subscribed(target, false),
  });
  const info = new Characteristic({
    uuid: gatt.info,
    properties: ['read'],
    onReadRequest: longReads(() => handlers.readInfo()),
  });
  const control = new Characteristic({
    uuid: gatt.control,
    properties: ['write', 'indicate'],
    ...takes({ type: 'control' }),
  });
  const players = gatt.players.map(
    (uuid, index) =>
      new Characteristic({
        uuid,
        properties: ['write', 'writeWithoutResponse', 'notify'],
        descriptors: [new Descriptor({ uuid: '2901', value: Buffer.from(`Player ${index + 1}`) })],
        ...takes({ type: 'player', slot: index + 1 }),
      }),
  );
  const constant = (uuid: string, text: string) =>
    new Characteristic({ uuid, properties: ['read'], value: Buffer.from(text) });
  const deviceInformation = [constant('2a29', 'Partyline'), constant('2a24', 'Hub'), constant('2a26', '1')];
  server.setServices([
    new PrimaryService({ uuid: gatt.service, characteristics: [info, control, ...players] }),
    new PrimaryService({ uuid: '180a', characteristics: deviceInformation }),
  ]);
  setDeviceName(server, hubName);
  return handlesOf(server);
}

/** The value is taken when a read begins, so that the parts of a long read belong together. */
function longReads(read: () => Uint8Array) {
  let value = Buffer.alloc(0);
  return (offset: number, answer: (result: number, data?: Buffer) => void): void => {
    try {
      if (offset === 0) value = Buffer.from(read());
    } catch {
      answer(UNLIKELY);
      return;
    }
    if (offset > value.length) answer(INVALID_OFFSET);
    else answer(SUCCESS, value.subarray(offset));
  };
}

/** bleno gives the name of the machine; phones show this one after they connected. */
function setDeviceName(server: BlenoGatt, name: string): void {
  const declaration = server._handles.find((e) => e?.type === 'characteristic' && e.uuid === '2a00');
  const value = server._handles[declaration?.valueHandle ?? -1];
  if (value) value.value = Buffer.from(name);
}

function handlesOf(server: BlenoGatt): GattHandles {
  const slots = new Map(gatt.players.map((uuid, index) => [flat(uuid), index + 1]));
  const layout = new Map<number, LayoutEntry>();
  const players: number[] = [];
  let control = 0;
  let slot: number | undefined;
  server._handles.forEach((entry, handle) => {
    if (!entry) return;
    if (entry.type === 'service') slot = undefined;
    else if (entry.type === 'characteristic') {
      slot = slots.get(entry.uuid ?? '');
      if (slot !== undefined) players[slot - 1] = entry.valueHandle ?? 0;
      if (entry.uuid === flat(gatt.control)) control = entry.valueHandle ?? 0;
      layout.set(handle, { type: 'declaration' });
    } else {
      const type = entryType(entry.type, entry.uuid);
      layout.set(handle, slot === undefined || type === 'description' ? { type } : { type, slot });
    }
  });
  return { layout, control, players };
}

const entryType = (type: string, uuid: string | undefined): LayoutEntry['type'] => {
  if (type === 'characteristicValue') return 'value';
  return uuid === '2902' ? 'configuration' : 'description';
};
