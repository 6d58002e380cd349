import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import dbus, { type Message, type MessageBus, type Variant } from 'dbus-next';
import type { BleRadio } from '../../../phone-sim/ble-radio.ts';
import { nobleUuid } from '../../../phone-sim/ble-radio.ts';
import type { Peripheral } from '../../../phone-sim/radio/noble-instance.ts';
import { gatt } from '../../../protocol/gatt.ts';

export const hasDBus = existsSync('/usr/bin/dbus-daemon');

type Properties = Readonly<Record<string, Variant>>;
type Interfaces = Readonly<Record<string, Properties>>;
type Reply = { readonly signature: string; readonly body: unknown[] };
type Characteristic = import('@abandonware/noble').Characteristic;

const ROOT = '/org/bluez';
const ADAPTER = `${ROOT}/hci0`;
const DEVICE = `${ADAPTER}/dev_C0_FF_EE_00_00_01`;
const SERVICE = `${DEVICE}/service0001`;
const ADAPTER1 = 'org.bluez.Adapter1';
const DEVICE1 = 'org.bluez.Device1';
const SERVICE1 = 'org.bluez.GattService1';
const CHARACTERISTIC1 = 'org.bluez.GattCharacteristic1';
const DESCRIPTOR1 = 'org.bluez.GattDescriptor1';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const OBJECTS = 'org.freedesktop.DBus.ObjectManager';
const nothing: Reply = { signature: '', body: [] };

const text = (value: string): Variant => new dbus.Variant('s', value);
const path = (value: string): Variant => new dbus.Variant('o', value);
const flag = (value: boolean): Variant => new dbus.Variant('b', value);
const words = (value: readonly string[]): Variant => new dbus.Variant('as', [...value]);
const bytes = (value: Uint8Array): Variant => new dbus.Variant('ay', Buffer.from(value));

/** The package's types have the first argument wrong. */
const newError = dbus.Message.newError as unknown as (
  message: Message,
  name: string,
  text: string,
) => Message;

/** A private D-Bus with nobody on it yet. */
const startBus = async (): Promise<{ daemon: ChildProcess; address: string }> => {
  const daemon = spawn(
    'dbus-daemon',
    ['--session', '--nofork', '--print-address=1', '--address=unix:tmpdir=/tmp'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const address = await new Promise<string>((resolve, reject) => {
    daemon.once('error', reject);
    if (daemon.stdout) createInterface(daemon.stdout).once('line', resolve);
  });
  return { daemon, address };
};

/**
 * Stands in for bluetoothd, which needs a kernel with Bluetooth: as much of the D-Bus service org.bluez as a browser uses, with a real
 * noble on the virtual air behind it. So the page's calls go through the browser's own Linux Bluetooth code and over the air to the hub.
 */
export class FakeBluez {
  readonly address: string;
  readonly calls: string[] = [];
  readonly #daemon: ChildProcess;
  readonly #bus: MessageBus;
  readonly #radio: BleRadio;
  readonly #objects = new Map<string, Interfaces>();
  readonly #characteristics = new Map<string, Characteristic>();
  #hub: Peripheral | undefined;
  #inRange = true;

  private constructor(daemon: ChildProcess, address: string, bus: MessageBus, radio: BleRadio) {
    this.#daemon = daemon;
    this.address = address;
    this.#bus = bus;
    this.#radio = radio;
    this.#objects.set(ROOT, { 'org.bluez.AgentManager1': {} });
    this.#objects.set(ADAPTER, {
      [ADAPTER1]: {
        Address: text('C0:FF:EE:00:00:00'),
        AddressType: text('public'),
        Name: text('phone'),
        Alias: text('phone'),
        Class: new dbus.Variant('u', 0),
        Powered: flag(true),
        Discoverable: flag(false),
        Pairable: flag(false),
        Discovering: flag(false),
        UUIDs: words([]),
        Roles: words(['central']),
      },
    });
  }

  static async start(radio: BleRadio): Promise<FakeBluez> {
    const { daemon, address } = await startBus();
    const bus = dbus.sessionBus({ busAddress: address });
    const bluez = new FakeBluez(daemon, address, bus, radio);
    bus.addMethodHandler((message: Message) => bluez.#handle(message));
    await bus.requestName('org.bluez', 0);
    return bluez;
  }

  async stop(): Promise<void> {
    this.#bus.disconnect();
    this.#daemon.kill();
    await this.#radio.off();
  }

  /** The phone goes out of range: its radio falls silent, and the browser is told that the device is gone. */
  async lose(): Promise<void> {
    this.#inRange = false;
    await this.#radio.cut();
    this.#gone();
  }

  /** The phone comes back into range. */
  comeBack(): void {
    this.#inRange = true;
  }

  #handle(message: Message): boolean {
    if (!message.path?.startsWith('/') || message.interface === 'org.freedesktop.DBus.Peer') return false;
    if (message.path !== '/' && !this.#objects.has(message.path)) return false;
    this.calls.push(`${message.interface}.${message.member}`);
    this.#answer(message).then(
      ({ signature, body }) => this.#bus.send(dbus.Message.newMethodReturn(message, signature, body)),
      (error: unknown) => this.#bus.send(newError(message, 'org.bluez.Error.Failed', String(error))),
    );
    return true;
  }

  async #answer({ path: at = '', interface: iface = '', member = '', body }: Message): Promise<Reply> {
    switch (`${iface}.${member}`) {
      case `${OBJECTS}.GetManagedObjects`:
        return { signature: 'a{oa{sa{sv}}}', body: [Object.fromEntries(this.#objects)] };
      case `${PROPERTIES}.GetAll`:
        return { signature: 'a{sv}', body: [this.#objects.get(at)?.[body[0]] ?? {}] };
      case `${PROPERTIES}.Get`: {
        const value = this.#objects.get(at)?.[body[0]]?.[body[1]];
        if (!value) throw new Error(`no property ${body[1]}`);
        return { signature: 'v', body: [value] };
      }
      case `${ADAPTER1}.StartDiscovery`:
        this.#change(ADAPTER, ADAPTER1, { Discovering: flag(true) });
        this.#discover();
        return nothing;
      case `${ADAPTER1}.StopDiscovery`:
        this.#change(ADAPTER, ADAPTER1, { Discovering: flag(false) });
        return nothing;
      case `${DEVICE1}.Connect`:
        await this.#connect();
        return nothing;
      case `${DEVICE1}.Disconnect`:
        await this.#hub?.disconnectAsync();
        return nothing;
      case `${CHARACTERISTIC1}.ReadValue`:
        return { signature: 'ay', body: [await this.#at(at).readAsync()] };
      case `${CHARACTERISTIC1}.WriteValue`: {
        const [value, options] = body as [Buffer, Record<string, Variant>];
        await this.#at(at).writeAsync(Buffer.from(value), options.type?.value === 'command');
        return nothing;
      }
      case `${CHARACTERISTIC1}.StartNotify`:
        await this.#at(at).subscribeAsync();
        this.#change(at, CHARACTERISTIC1, { Notifying: flag(true) });
        return nothing;
      default:
        // Agents, filters and the like: taken note of, and no more.
        return nothing;
    }
  }

  #at(objectPath: string): Characteristic {
    const found = this.#characteristics.get(objectPath);
    if (!found) throw new Error(`no characteristic ${objectPath}`);
    return found;
  }

  #add(objectPath: string, interfaces: Interfaces): void {
    this.#objects.set(objectPath, interfaces);
    this.#signal('/', OBJECTS, 'InterfacesAdded', 'oa{sa{sv}}', [objectPath, interfaces]);
  }

  #change(objectPath: string, iface: string, properties: Properties): void {
    const before = this.#objects.get(objectPath);
    if (!before) return;
    this.#objects.set(objectPath, { ...before, [iface]: { ...before[iface], ...properties } });
    this.#signal(objectPath, PROPERTIES, 'PropertiesChanged', 'sa{sv}as', [iface, properties, []]);
  }

  #signal(at: string, iface: string, name: string, signature: string, body: unknown[]): void {
    this.#bus.send(dbus.Message.newSignal(at, iface, name, signature, body));
  }

  async #discover(): Promise<void> {
    this.#hub = await this.#radio.hub();
    this.#add(DEVICE, {
      [DEVICE1]: {
        Address: text('C0:FF:EE:00:00:01'),
        AddressType: text('random'),
        Name: text(this.#hub.advertisement.localName ?? 'hub'),
        Alias: text(this.#hub.advertisement.localName ?? 'hub'),
        Adapter: path(ADAPTER),
        UUIDs: words([gatt.service]),
        Paired: flag(false),
        Trusted: flag(false),
        Connected: flag(false),
        ServicesResolved: flag(false),
        RSSI: new dbus.Variant('n', -40),
      },
    });
  }

  async #connect(): Promise<void> {
    if (!this.#inRange) throw new Error('le-connection-abort-by-local');
    const hub = await this.#radio.hub();
    this.#hub = hub;
    hub.once('disconnect', () => this.#gone());
    await hub.connectAsync();
    // The browser hangs up at once unless it hears of the connection before the answer.
    this.#change(DEVICE, DEVICE1, { Connected: flag(true) });
    const { characteristics } = await hub.discoverSomeServicesAndCharacteristicsAsync(
      [nobleUuid(gatt.service)],
      [],
    );
    this.#add(SERVICE, {
      [SERVICE1]: {
        UUID: text(gatt.service),
        Device: path(DEVICE),
        Primary: flag(true),
        Includes: new dbus.Variant('ao', []),
      },
    });
    [gatt.info, gatt.control, ...gatt.players].forEach((uuid, i) => {
      const found = characteristics.find((one) => one.uuid === nobleUuid(uuid));
      if (found) this.#characteristic(`${SERVICE}/char${String(i).padStart(4, '0')}`, uuid, found);
    });
    this.#change(DEVICE, DEVICE1, { ServicesResolved: flag(true) });
  }

  #characteristic(at: string, uuid: string, characteristic: Characteristic): void {
    this.#characteristics.set(at, characteristic);
    const flags: Readonly<Record<string, string>> = { writeWithoutResponse: 'write-without-response' };
    this.#add(at, {
      [CHARACTERISTIC1]: {
        UUID: text(uuid),
        Service: path(SERVICE),
        Value: bytes(Buffer.alloc(0)),
        Notifying: flag(false),
        Flags: words(characteristic.properties.map((property) => flags[property] ?? property)),
      },
    });
    this.#add(`${at}/desc0001`, {
      [DESCRIPTOR1]: {
        UUID: text('00002902-0000-1000-8000-00805f9b34fb'),
        Characteristic: path(at),
        Value: bytes(Buffer.alloc(2)),
      },
    });
    characteristic.on('data', (value: Buffer) =>
      this.#signal(at, PROPERTIES, 'PropertiesChanged', 'sa{sv}as', [
        CHARACTERISTIC1,
        { Value: bytes(value) },
        [],
      ]),
    );
  }

  #gone(): void {
    if (this.#objects.get(DEVICE)?.[DEVICE1]?.Connected?.value !== true) return;
    for (const one of this.#characteristics.values()) one.removeAllListeners('data');
    this.#characteristics.clear();
    this.#change(DEVICE, DEVICE1, { Connected: flag(false), ServicesResolved: flag(false) });
    for (const [objectPath, interfaces] of [...this.#objects].reverse()) {
      if (!objectPath.startsWith(`${DEVICE}/`)) continue;
      this.#objects.delete(objectPath);
      this.#signal('/', OBJECTS, 'InterfacesRemoved', 'oas', [objectPath, Object.keys(interfaces)]);
    }
  }
}
