import { gatt } from '../protocol/gatt.ts';
import { nobleUuid } from './ble-radio.ts';
import type { KnownTable, KnownTables } from './gatt-table.ts';
import type { Noble, Peripheral } from './radio/noble-instance.ts';
import type { FoundCharacteristic, FoundService, NobleGatt, NobleInside } from './radio/noble-types.ts';

type Characteristic = import('@abandonware/noble').Characteristic;

const ATT_CHANNEL = 0x0004;
/** Error Response (Core specification, Vol 3 Part F 3.4.1.1): its opcode, what was asked, a handle, an error code. */
const ERROR_RESPONSE = 0x01;
const ERROR_LENGTH = 5;
const CONFIGURATION = '2902';
/** Values of a Client Characteristic Configuration (Vol 3 Part G 3.3.3.3). */
const listen = { notify: 0x01, indicate: 0x02 } as const;
/** Writes without response that may wait in noble for buffers of the controller. */
const BUSY_WRITES = 4;

const service = nobleUuid(gatt.service);

/**
 * The GATT of one link, by handle, with the handles that the phone remembers, or discovered now. The caller does one thing at a time.
 * An error for an answer, of which noble tells nothing, rejects here.
 */
export class GattClient {
  readonly #noble: Noble & NobleInside;
  readonly #peripheral: Peripheral;
  readonly #tables: KnownTables;
  #table: KnownTable | undefined;
  readonly #characteristics = new Map<string, Characteristic>();
  /** The handles are older than this link, and nothing has shown yet that they still hold. */
  #unproven = false;
  #refused: (error: Error) => void = () => undefined;
  #stopListening: () => void = () => undefined;

  constructor(noble: Noble, peripheral: Peripheral, tables: KnownTables) {
    this.#noble = noble as Noble & NobleInside;
    this.#peripheral = peripheral;
    this.#tables = tables;
  }

  /**
   * To be called once, on a fresh link: discovers the table unless the phone knows it.
   * @param value told of all that the hub notifies and indicates.
   */
  async open(value: (value: Buffer) => void): Promise<void> {
    const { _hci } = this.#noble._bindings;
    const errors = (_handle: number, channel: number, pdu: Buffer): void => {
      if (channel === ATT_CHANNEL && pdu[0] === ERROR_RESPONSE && pdu.length >= ERROR_LENGTH)
        this.#error(pdu);
    };
    const values = (_handle: number, bytes: Buffer): void => value(bytes);
    _hci.on('aclDataPkt', errors);
    this.#peripheral.on('handleNotify', values);
    this.#stopListening = () => {
      _hci.removeListener('aclDataPkt', errors);
      this.#peripheral.removeListener('handleNotify', values);
    };
    const known = this.#tables.of(this.#peripheral.address);
    this.#unproven = known !== undefined;
    if (known) this.#recall(known);
    else await this.#discover();
  }

  #error(pdu: Buffer): void {
    const code = (pdu[4] ?? 0).toString(16).padStart(2, '0');
    this.#refused(new Error(`the hub answers ATT error 0x${code} at handle ${pdu.readUInt16LE(2)}`));
  }

  /** Gives noble what it found on an earlier link, as it would have found it now. */
  #recall(table: KnownTable): void {
    const { id } = this.#peripheral;
    // noble would go on adding to what it has from an earlier link.
    this.#peripheral.services = [];
    this.#noble.addServices(id, [table.service]);
    const made = this.#noble.addCharacteristics(id, service, table.characteristics);
    for (const one of made) this.#characteristics.set(one.uuid, one);
    this.#table = table;
  }

  async #discover(): Promise<void> {
    let services: readonly FoundService[] = [];
    this.#peripheral.once('servicesDiscovered', (_peripheral: Peripheral, found: readonly FoundService[]) => {
      services = found;
    });
    const { characteristics } = await this.#peripheral.discoverSomeServicesAndCharacteristicsAsync(
      [service],
      [],
    );
    for (const one of characteristics) this.#characteristics.set(one.uuid, one);
    const found = services.find(({ uuid }) => uuid === service);
    if (!found) throw new Error('the hub has no Partyline service');
    const all: readonly FoundCharacteristic[] = Object.values(this.#gatt._characteristics[service] ?? {});
    this.#table = { service: found, characteristics: all, configurations: new Map() };
    this.#tables.keep(this.#peripheral.address, this.#table);
  }

  get #gatt(): NobleGatt {
    const known = this.#noble._bindings._gatts[this.#peripheral.id];
    if (!known) throw new Error('the Bluetooth link was lost');
    return known;
  }

  /** The hub has said something over these handles, so they are the right ones. */
  proven(): void {
    this.#unproven = false;
  }

  /** The link is over. Remembered handles that led to nothing are not tried again. */
  close(): void {
    this.#stopListening();
    if (this.#unproven) this.#tables.forget(this.#peripheral.address);
  }

  #handle(uuid: string): number {
    const name = nobleUuid(uuid);
    const found = this.#table?.characteristics.find((one) => one.uuid === name);
    if (!found) throw new Error(`the hub has no characteristic ${uuid}`);
    return found.valueHandle;
  }

  /** @throws Error if the hub refuses. */
  async subscribe(uuid: string, way: keyof typeof listen): Promise<void> {
    await this.#ask(
      this.#peripheral.writeHandleAsync(
        await this.#configuration(uuid),
        Buffer.from([listen[way], 0]),
        false,
      ),
    );
  }

  async #configuration(uuid: string): Promise<number> {
    const name = nobleUuid(uuid);
    const known = this.#table?.configurations.get(name);
    if (known !== undefined) return known;
    await this.#characteristics.get(name)?.discoverDescriptorsAsync();
    const found = this.#gatt._descriptors[service]?.[name]?.[CONFIGURATION];
    if (!found) throw new Error(`the hub has nothing to subscribe to at ${uuid}`);
    this.#table?.configurations.set(name, found.handle);
    return found.handle;
  }

  /** Writes, and waits until the hub has it. @throws Error if the hub refuses. */
  write(uuid: string, value: Buffer): Promise<void> {
    return this.#ask(this.#peripheral.writeHandleAsync(this.#handle(uuid), value, false));
  }

  /** Hands a write without response to noble, which bounds nowhere how many it takes: see {@link isBusy}. */
  command(uuid: string, value: Buffer): Promise<void> {
    return this.#peripheral.writeHandleAsync(this.#handle(uuid), value, true);
  }

  /** @throws Error if the hub refuses. */
  read(uuid: string): Promise<Buffer> {
    return this.#ask(this.#peripheral.readHandleAsync(this.#handle(uuid)));
  }

  /** Whether the controller is behind with what noble was handed. */
  get isBusy(): boolean {
    return this.#noble._bindings._hci._aclQueue.length >= BUSY_WRITES;
  }

  /** Waits for the answer, unless it is an error: then noble may wait for ever, and the handles are not to be trusted. */
  async #ask<T>(answer: Promise<T>): Promise<T> {
    const refused = new Promise<never>((_, reject) => {
      this.#refused = reject;
    });
    try {
      return await Promise.race([answer, refused]);
    } catch (error) {
      this.#tables.forget(this.#peripheral.address);
      throw error;
    }
  }
}
