// ../../tmp/zz-driver.ts
import { readdirSync as readdirSync2, readFileSync as readFileSync2 } from 'node:fs';

// hub/transport/ble/transport.ts
import { BehaviorSubject, firstValueFrom, Subject as Subject2 } from 'rxjs';

// protocol/limits.ts
var limits = {
  /** Largest frame a phone may send. */
  frameFromPhone: 512,
  /** Largest frame a hub may send. */
  frameToPhone: 65535,
  /** Attribute value limit of the Core specification (Vol 3 Part F 3.2.9): no fragment is longer. */
  attributeValue: 512,
  nameBytes: 24,
  hubNameBytes: 32,
  clientBytes: 32,
  codeBytes: 8,
  hostKeyBytes: 32,
  chatBytes: 120,
  sentenceBytes: 200,
  argumentBytes: 64,
  moveBytes: 64,
  descriptorBytes: 32768,
  tokenBytes: 16,
  /** Inputs a phone keeps unacknowledged; a hub holds as many that arrive ahead of a gap. */
  inputWindow: 64,
  /** Inputs in one frame. */
  inputsPerFrame: 16,
  /** Oldest baseline a delta may name, in states. */
  baselineAge: 255,
  /** Player characteristics, and so Bluetooth links with a seat or a view, for each adapter. */
  slots: 16,
  /** Time from a link's opening to its hello, and from hello to join or resume. */
  handshakeMs: 3e4,
  /** A link with no frame for this long is closed; phones ping every `pingMs` when they have nothing else to say. */
  silenceMs: 15e3,
  pingMs: 3e3,
  /** Seat kept for a phone whose links are all gone. */
  graceMs: 6e4,
  /** Links one session may hold at once (one for each radio). */
  linksPerSession: 2,
};
var features = {
  /** One session may hold a Bluetooth and a Wi-Fi link at once. */
  dualHomed: 1 << 0,
  /** Reserved for an encrypted session; never set in version 1. */
  encrypted: 1 << 1,
};

// hub/transport/ble/acl-scheduler.ts
var ACL_PACKET = 2;
var ACL_HEADER = 5;
var L2CAP_HEADER = 4;
var CONTINUING = 1 << 12;
var MOST_PER_LINK = 3;
var MOST_WAITING = 160;
var AclScheduler = class {
  #buffers;
  #write;
  #lanes = /* @__PURE__ */ new Map();
  /** Handles in order of their next turn. */
  #turns = [];
  #inFlight = 0;
  constructor(buffers, write) {
    this.#buffers = buffers;
    this.#write = write;
  }
  /** @param progress called whenever packets of this link have gone out for good. */
  add(handle, progress) {
    this.remove(handle);
    const lane = { handle, waiting: [], inFlight: 0, progress };
    this.#lanes.set(handle, lane);
    this.#turns.push(lane);
  }
  /** Forgets a link: its buffers are free again, as the controller says by the disconnection (section 4.1.1). */
  remove(handle) {
    const lane = this.#lanes.get(handle);
    if (!lane) return;
    this.#lanes.delete(handle);
    this.#turns = this.#turns.filter((other2) => other2 !== lane);
    this.#inFlight -= lane.inFlight;
    this.#pump();
  }
  /** Packets a link may have here and in the controller before it should wait: its share of the buffers. */
  get share() {
    const links = Math.max(1, this.#lanes.size);
    return Math.max(1, Math.min(MOST_PER_LINK, Math.floor(this.#buffers().count / links)));
  }
  /** Packets of this link that wait here or in the controller. */
  pending(handle) {
    const lane = this.#lanes.get(handle);
    return lane ? lane.waiting.length + lane.inFlight : 0;
  }
  /** Queues one L2CAP PDU. @returns `dead` if there is no such link, `full` if too much waits for it; nothing is taken then. */
  send(handle, channel2, payload) {
    const lane = this.#lanes.get(handle);
    if (!lane) return 'dead';
    const { length } = this.#buffers();
    if (lane.waiting.length + Math.ceil((payload.length + L2CAP_HEADER) / length) > MOST_WAITING)
      return 'full';
    const pdu = Buffer.alloc(L2CAP_HEADER + payload.length);
    pdu.writeUInt16LE(payload.length, 0);
    pdu.writeUInt16LE(channel2, 2);
    pdu.set(payload, L2CAP_HEADER);
    for (let at = 0; at < pdu.length; at += length) {
      const part = pdu.subarray(at, at + length);
      const packet = Buffer.alloc(ACL_HEADER + part.length);
      packet[0] = ACL_PACKET;
      packet.writeUInt16LE(at === 0 ? handle : handle | CONTINUING, 1);
      packet.writeUInt16LE(part.length, 3);
      packet.set(part, ACL_HEADER);
      lane.waiting.push(packet);
    }
    this.#pump();
    return 'ok';
  }
  /** Takes Number Of Completed Packets (section 7.7.19). Kernels that send on their own may report more than was sent. */
  completed(handle, packets) {
    const lane = this.#lanes.get(handle);
    if (!lane) return;
    const done = Math.min(packets, lane.inFlight);
    lane.inFlight -= done;
    this.#inFlight -= done;
    lane.progress();
    this.#pump();
  }
  #pump() {
    const { count } = this.#buffers();
    const share = this.share;
    for (let looked = 0; looked < this.#turns.length && this.#inFlight < count; ) {
      const lane = this.#turns.shift();
      if (!lane) return;
      this.#turns.push(lane);
      const packet = lane.inFlight < share ? lane.waiting.shift() : void 0;
      if (!packet) {
        looked++;
        continue;
      }
      looked = 0;
      lane.inFlight++;
      this.#inFlight++;
      this.#write(packet);
    }
  }
};

// hub/transport/ble/ble-errors.ts
var table = {
  noModule: {
    sentence: 'The Bluetooth module is not installed on this machine.',
    fix: 'Install build tools (sudo apt install build-essential python3), then run: npm rebuild @abandonware/bluetooth-hci-socket',
  },
  noBluetooth: {
    sentence: 'This machine has no Bluetooth in its kernel.',
    fix: 'Load it with: sudo modprobe bluetooth. Containers and virtual machines often have none at all.',
  },
  noAdapter: {
    sentence: 'No Bluetooth adapter was found.',
    fix: 'Plug one in, or look for it with: hciconfig -a. On a Raspberry Pi remove dtoverlay=disable-bt from config.txt.',
  },
  noPermission: {
    sentence: 'The hub may not use the Bluetooth adapter.',
    fix: 'Give node the right once: sudo setcap cap_net_admin,cap_net_raw+eip "$(readlink -f "$(command -v node)")"',
  },
  busy: {
    sentence: 'The Bluetooth adapter is held by another program, mostly bluetoothd.',
    fix: 'Free it with: sudo systemctl stop bluetooth; sudo hciconfig hci0 down (or: sudo btmgmt --index 0 power off)',
  },
  blocked: {
    sentence: 'Bluetooth is switched off by rfkill.',
    fix: 'Switch it on with: sudo rfkill unblock bluetooth',
  },
  noAnswer: {
    sentence: 'The Bluetooth adapter does not answer.',
    fix: 'Unplug it and plug it in again; on a Raspberry Pi: sudo systemctl restart hciuart, or restart the Pi.',
  },
  tooOld: {
    sentence: 'The Bluetooth adapter is too old: it does not speak Bluetooth Low Energy.',
    fix: 'Use an adapter of Bluetooth 4.0 or newer.',
  },
  failed: {
    sentence: 'The Bluetooth adapter could not be opened.',
    fix: 'The log has the reason. Start with --radio off to play over Wi-Fi only.',
  },
};
var BleError = class extends Error {
  name = 'BleError';
  code;
  sentence;
  fix;
  detail;
  constructor(code, detail) {
    const { sentence, fix } = table[code];
    super(`${sentence} ${fix}`);
    this.code = code;
    this.sentence = sentence;
    this.fix = fix;
    this.detail = detail;
  }
};
var byCode = {
  MODULE_NOT_FOUND: 'noModule',
  ERR_DLOPEN_FAILED: 'noModule',
  EAFNOSUPPORT: 'noBluetooth',
  EPROTONOSUPPORT: 'noBluetooth',
  ENODEV: 'noAdapter',
  ENXIO: 'noAdapter',
  EPERM: 'noPermission',
  EACCES: 'noPermission',
  EBUSY: 'busy',
  EUSERS: 'busy',
  EALREADY: 'busy',
  ETIMEDOUT: 'noAnswer',
  ERFKILL: 'blocked',
};
var ERFKILL = 132;
function toBleError(error) {
  if (error instanceof BleError) return error;
  const { code, errno, message } = Object(error);
  const detail = typeof message === 'string' ? message : String(error);
  if (errno === ERFKILL || /rf-?kill/i.test(detail)) return new BleError('blocked', detail);
  return new BleError((typeof code === 'string' && byCode[code]) || 'failed', detail);
}

// hub/transport/ble/bleno-modules.ts
import { createRequire } from 'node:module';

var loaded;
function loadBleno() {
  if (loaded) return loaded;
  const require3 = createRequire(import.meta.url);
  const part = (name) => require3(`@abandonware/bleno/lib/${name}`);
  const modules = {
    Hci: part('hci-socket/hci'),
    Gap: part('hci-socket/gap'),
    Gatt: part('hci-socket/gatt'),
    AclStream: part('hci-socket/acl-stream'),
    PrimaryService: part('primary-service'),
    Characteristic: part('characteristic'),
    Descriptor: part('descriptor'),
  };
  part('hci-socket/mgmt')._socket.stop();
  loaded = modules;
  return modules;
}

// hub/transport/ble/hci-descriptor.ts
import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

var own = '/proc/self/fd';
function hciDescriptors() {
  let inodes;
  try {
    const lines = readFileSync('/proc/net/hci', 'utf8').trim().split('\n').slice(1);
    inodes = new Set(lines.map((line) => line.trim().split(/\s+/)[5] ?? ''));
  } catch {
    return [];
  }
  return readdirSync(own).flatMap((name) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${own}/${name}`))?.[1];
      return inode !== void 0 && inodes.has(inode) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
function openClosable(open2) {
  const before = new Set(hciDescriptors());
  const fresh = () => hciDescriptors().filter((descriptor) => !before.has(descriptor));
  const closeAll = (descriptors) => {
    for (const descriptor of descriptors) closeSync(descriptor);
  };
  try {
    const opened = open2();
    const mine = fresh();
    return { opened, close: () => closeAll(mine.splice(0)) };
  } catch (error) {
    closeAll(fresh());
    throw error;
  }
}

// hub/transport/ble/hci-events.ts
var acl = 2;
var event = 4;
var disconnectionComplete = 5;
var encryptionChange = 8;
var commandComplete = 14;
var hardwareError = 16;
var completedPackets = 19;
var leMeta = 62;
var leConnectionComplete = 1;
var leConnectionUpdateComplete = 3;
var leKeyRequest = 5;
var malformed = { type: 'malformed' };
var other = { type: 'other' };
function readHci(packet) {
  if (packet[0] === acl) return readAcl(packet);
  if (packet[0] !== event || packet.length < 3 || packet[2] !== packet.length - 3) return malformed;
  switch (packet[1]) {
    case disconnectionComplete:
      if (packet.length < 7) return malformed;
      return packet[3] === 0
        ? { type: 'disconnected', handle: packet.readUInt16LE(4) & 4095, reason: packet.readUInt8(6) }
        : other;
    case encryptionChange:
      return packet.length < 7 ? malformed : other;
    case commandComplete:
      return packet.length < 7 ? malformed : other;
    case hardwareError:
      return { type: 'hardwareError', code: packet[3] ?? 0 };
    case completedPackets:
      return readCompleted(packet);
    case leMeta:
      return readLeMeta(packet);
    default:
      return other;
  }
}
function readAcl(packet) {
  if (packet.length < 5 || packet.readUInt16LE(3) !== packet.length - 5) return malformed;
  const flagged = packet.readUInt16LE(1);
  const boundary = (flagged >> 12) & 3;
  if (boundary === 3) return malformed;
  return { type: 'acl', handle: flagged & 4095, boundary, data: packet.subarray(5) };
}
function readCompleted(packet) {
  const count = packet[3] ?? 0;
  if (packet.length < 4 + count * 4) return malformed;
  const packets = [];
  for (let at = 4; packets.length < count; at += 4)
    packets.push([packet.readUInt16LE(at) & 4095, packet.readUInt16LE(at + 2)]);
  return { type: 'completed', packets };
}
function readLeMeta(packet) {
  switch (packet[3]) {
    case leConnectionComplete:
      if (packet.length < 22) return malformed;
      return packet[4] === 0 ? other : { type: 'connectionFailed' };
    case leConnectionUpdateComplete:
      return packet.length < 13 ? malformed : other;
    case leKeyRequest:
      return packet.length < 6 ? malformed : { type: 'keyWanted', handle: packet.readUInt16LE(4) & 4095 };
    default:
      return packet.length < 5 ? malformed : other;
  }
}

// hub/transport/ble/adapter.ts
var INIT_MS = 5e3;
var PROBE_MS = 5e3;
var PROBE_ANSWER_MS = 3e3;
var Adapter = class _Adapter {
  bleno;
  hci;
  deviceId;
  #options;
  #closeDescriptor;
  #stopTimer = () => {};
  #failed;
  #closed = false;
  constructor(options) {
    this.#options = options;
    this.bleno = loadBleno();
    const { opened, close } = openClosable(() => {
      const hci2 = new this.bleno.Hci();
      hci2._socket.on('error', (error) => this.#socketError(error));
      hci2._socket.on('data', (packet) => this.#receive(packet));
      return { hci: hci2, deviceId: hci2._socket.bindUser(options.deviceId) };
    });
    this.hci = opened.hci;
    this.deviceId = opened.deviceId;
    this.#closeDescriptor = close;
    this.#route();
  }
  /** Opens an adapter and brings it up. @throws BleError, always */
  static async open(options) {
    let adapter;
    try {
      adapter = new _Adapter(options);
      await adapter.#start();
      return adapter;
    } catch (error) {
      adapter?.close();
      throw toBleError(error);
    }
  }
  #route() {
    const { hci: hci2 } = this;
    const { handlers } = this.#options;
    hci2.queueAclDataPkt = (handle, channel2, data) => handlers.send(handle, channel2, data);
    hci2.on('leConnComplete', (status, handle, role, addressType, address, interval, latency) => {
      if (status === 0 && role === 1) handlers.connected({ handle, address, addressType, interval, latency });
    });
    hci2.on('disconnComplete', (handle, reason) => handlers.disconnected(handle, reason));
  }
  async #start() {
    const { hci: hci2 } = this;
    const { clock } = this.#options;
    await new Promise((resolve, reject) => {
      const fail = (error) => {
        this.#stopTimer();
        reject(error);
      };
      this.#failed = (reason) => fail(new BleError('noAnswer', reason));
      this.#stopTimer = clock.setTimer(INIT_MS, () =>
        fail(new BleError('noAnswer', 'no answer to the reset')),
      );
      hci2.on('stateChange', (state) => {
        if (state === 'poweredOn') resolve();
        else fail(new BleError(state === 'unsupported' ? 'tooOld' : 'failed', `the adapter is ${state}`));
      });
      hci2._socket.start();
      hci2.reset();
    });
    this.#stopTimer();
    this.#failed = (reason) => {
      this.#failed = void 0;
      queueMicrotask(() => {
        if (!this.#closed) this.#options.handlers.lost(reason);
      });
    };
    this.#suggestLongPackets();
    this.#probe();
  }
  get name() {
    return `hci${this.deviceId}`;
  }
  get buffers() {
    return { length: this.hci._aclMtu, count: this.hci._aclMaxInProgress };
  }
  write(packet) {
    this.hci._socket.write(packet);
  }
  #socketError(error) {
    this.#failed?.(`${error.code ?? ''} ${error.message}`.trim());
  }
  /** Nothing that arrives here may throw: it comes from strangers, and there is nobody above but the process. */
  #receive(packet) {
    if (this.#closed) return;
    const input2 = readHci(packet);
    try {
      this.#handle(input2, packet);
    } catch (error) {
      this.#options.counters.guarded += 1;
      this.#options.handlers.fault(input2.type === 'acl' ? input2.handle : void 0, error);
    }
  }
  #handle(input2, packet) {
    const { handlers, counters } = this.#options;
    switch (input2.type) {
      case 'acl':
        return handlers.acl(input2.handle, input2.boundary, input2.data);
      case 'completed':
        for (const [handle, count] of input2.packets) handlers.completed(handle, count);
        return;
      case 'disconnected':
        this.hci._mainHandle = input2.handle;
        return this.hci.onSocketData(packet);
      case 'connectionFailed':
        return handlers.connectionFailed();
      case 'keyWanted':
        return this.#refuseKey(input2.handle);
      case 'hardwareError':
        this.#failed?.(`hardware error 0x${input2.code.toString(16)}`);
        return;
      case 'malformed':
        counters[packet[0] === 2 ? 'malformedAcl' : 'malformedEvents'] += 1;
        return;
      case 'other':
        return this.hci.onSocketData(packet);
    }
  }
  /** LE Long Term Key Request Negative Reply (section 7.8.26): the hub keeps no keys, and silence would hang the link. */
  #refuseKey(handle) {
    this.write(Buffer.from([1, 27, 32, 2, handle & 255, handle >> 8]));
  }
  /** LE Write Suggested Default Data Length (section 7.8.35): 251 bytes in 2,120 us; old controllers say no, and that is fine. */
  #suggestLongPackets() {
    this.write(Buffer.from([1, 36, 32, 4, 251, 0, 72, 8]));
  }
  /** The native socket does not tell when an adapter was pulled out; a question without an answer does. */
  #probe() {
    const { clock } = this.#options;
    this.#stopTimer = clock.setTimer(PROBE_MS, () => {
      this.#stopTimer = clock.setTimer(PROBE_ANSWER_MS, () =>
        this.#failed?.('the adapter stopped answering'),
      );
      this.hci.once('addressChange', () => {
        this.#stopTimer();
        if (this.#closed) return;
        this.#options.handlers.alive();
        this.#probe();
      });
      this.hci.readBdAddr();
    });
  }
  /** Leaves the adapter as it was found, for whoever wants it next. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimer();
    try {
      this.hci.reset();
      this.hci._socket.stop();
      this.#closeDescriptor();
    } catch (error) {
      this.#options.handlers.fault(void 0, error);
    }
  }
};

// protocol/gatt.ts
var uuid = (short) => `7a1c${short.toString(16).padStart(4, '0')}-5e0b-4d6f-9a37-c2f81b64d05e`;
var gatt = {
  service: uuid(1),
  /** read: the hub message as it stands now. */
  info: uuid(2),
  /** write + indicate: everything before the welcome, and all of it for a link that has no slot. */
  control: uuid(3),
  /** write, write without response, notify: slot 1..16. */
  player: (slot) => uuid(256 + slot),
  players: Array.from({ length: limits.slots }, (_, i) => uuid(257 + i)),
};

// hub/transport/ble/advertisement.ts
var flags = 1;
var complete128 = 7;
var shortenedName = 8;
var completeName = 9;
var manufacturer = 255;
var discoverable = 6;
var NO_COMPANY = 65535;
var MOST = 31;
var element = (type, data) => Buffer.concat([Buffer.from([1 + data.length, type]), data]);
function cut(text2, most) {
  let shorter = text2;
  while (Buffer.byteLength(shorter) > most) shorter = [...shorter].slice(0, -1).join('');
  return Buffer.from(shorter);
}
function advertisingData(roomId) {
  const service = Buffer.from(gatt.service.replaceAll('-', ''), 'hex').reverse();
  const head = Buffer.concat([element(flags, Uint8Array.of(discoverable)), element(complete128, service)]);
  const room = cut(roomId, MOST - head.length - 4);
  const company = Buffer.from([NO_COMPANY & 255, NO_COMPANY >> 8]);
  return Buffer.concat([head, element(manufacturer, Buffer.concat([company, room]))]);
}
function scanResponseData(hubName) {
  const name = cut(hubName, MOST - 2);
  return element(name.length < Buffer.byteLength(hubName) ? shortenedName : completeName, name);
}

// hub/transport/ble/advertiser.ts
var Advertiser = class {
  #options;
  /** What was asked for and is not answered yet, oldest first. */
  #asked = [];
  #state = 'off';
  /** What the controller does once all that was asked for is done. */
  #wanted = false;
  #dataSet = false;
  #stopped = false;
  constructor(options) {
    this.#options = options;
    options.hci.on('leAdvertiseEnableSet', (status) => this.#answered(status));
  }
  get state() {
    return this.#state;
  }
  /** A phone connected, or was about to and failed: the controller does not advertise any more. */
  connected() {
    this.#wanted = false;
    this.update();
  }
  /** To be called when a link or slot came or went: asks for what should be. A refusal is tried again here. */
  update() {
    if (this.#stopped) return;
    const { room } = this.#options;
    if (room()) {
      if (!this.#wanted) this.#ask(true);
    } else {
      if (this.#wanted) this.#ask(false);
      this.#become('full');
    }
  }
  stop() {
    if (this.#stopped) return;
    if (this.#wanted) this.#ask(false);
    this.#stopped = true;
    this.#become('off');
  }
  #ask(on) {
    const { gap, advertisement, scanResponse } = this.#options;
    this.#wanted = on;
    this.#asked.push(on);
    if (!on) gap.stopAdvertising();
    else if (this.#dataSet) gap.restartAdvertising();
    else {
      this.#dataSet = true;
      gap.startAdvertisingWithEIRData(advertisement, scanResponse);
    }
  }
  #answered(status) {
    const on = this.#asked.shift();
    if (on === void 0 || this.#stopped || this.#asked.length > 0) return;
    if (status !== 0 && on) {
      this.#wanted = false;
      this.#become(`refused: ${this.#options.words(status)}`);
    } else if (on && this.#wanted) this.#become('on');
  }
  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.changed(state);
  }
};

// hub/transport/ble/att-table.ts
var att = {
  error: 1,
  mtuRequest: 2,
  findByType: 6,
  readBlob: 12,
  write: 18,
  prepareWrite: 22,
  executeWrite: 24,
  notification: 27,
  indication: 29,
  confirmation: 30,
  writeCommand: 82,
};
var attError = {
  invalidHandle: 1,
  writeNotPermitted: 3,
  invalidPdu: 4,
  requestNotSupported: 6,
  invalidOffset: 7,
  insufficientAuthorization: 8,
  prepareQueueFull: 9,
  attributeNotFound: 10,
  unlikely: 14,
};
var server = (name) => ({ name, kind: 'server' });
var byUuid = [7, 21];
var attTable = /* @__PURE__ */ new Map([
  [1, server('Error Response')],
  [2, { name: 'Exchange MTU Request', kind: 'request', exact: [3] }],
  [3, server('Exchange MTU Response')],
  [4, { name: 'Find Information Request', kind: 'request', exact: [5], range: true }],
  [5, server('Find Information Response')],
  [6, { name: 'Find By Type Value Request', kind: 'request', min: 7, range: true }],
  [7, server('Find By Type Value Response')],
  [8, { name: 'Read By Type Request', kind: 'request', exact: byUuid, range: true }],
  [9, server('Read By Type Response')],
  [10, { name: 'Read Request', kind: 'request', exact: [3], handle: true }],
  [11, server('Read Response')],
  [12, { name: 'Read Blob Request', kind: 'request', exact: [5], handle: true }],
  [13, server('Read Blob Response')],
  [14, { name: 'Read Multiple Request', kind: 'request', min: 5, unsupported: true }],
  [15, server('Read Multiple Response')],
  [16, { name: 'Read By Group Type Request', kind: 'request', exact: byUuid, range: true }],
  [17, server('Read By Group Type Response')],
  [18, { name: 'Write Request', kind: 'request', min: 3, handle: true, writes: true }],
  [19, server('Write Response')],
  [22, { name: 'Prepare Write Request', kind: 'request', min: 5, handle: true, writes: true }],
  [23, server('Prepare Write Response')],
  [24, { name: 'Execute Write Request', kind: 'request', exact: [2] }],
  [25, server('Execute Write Response')],
  [27, server('Handle Value Notification')],
  [29, server('Handle Value Indication')],
  [30, { name: 'Handle Value Confirmation', kind: 'confirmation', exact: [1] }],
  [32, { name: 'Read Multiple Variable Request', kind: 'request', min: 5, unsupported: true }],
  [33, server('Read Multiple Variable Response')],
  [35, server('Multiple Handle Value Notification')],
  [82, { name: 'Write Command', kind: 'command', min: 3, handle: true, writes: true }],
  [210, { name: 'Signed Write Command', kind: 'command', min: 15, unsupported: true }],
]);
var isCommandOpcode = (opcode) => (opcode & 64) !== 0;

// protocol/errors.ts
var errorTable = {
  badFrame: {
    code: 1,
    closes: true,
    sentence: 'This app sent something the hub cannot read. Update the app or reload the page.',
  },
  badVersion: {
    code: 2,
    closes: true,
    sentence: 'This app and the hub speak different versions. Update the older one, or reload the page.',
  },
  wrongCode: { code: 3, closes: false, sentence: 'That code is not right. The four digits are on the TV.' },
  tooManyAttempts: {
    code: 4,
    closes: false,
    sentence: 'Too many wrong codes. Wait a moment, then type the code from the TV.',
  },
  hubFull: {
    code: 5,
    closes: true,
    sentence: 'All Bluetooth places are taken. Join over Wi-Fi instead, or wait until somebody leaves.',
  },
  roomFull: { code: 6, closes: true, sentence: 'The room is full. Wait until somebody leaves.' },
  unknownToken: {
    code: 7,
    closes: false,
    sentence: 'Your place is gone. Join again with the code on the TV.',
  },
  notJoined: { code: 8, closes: true, sentence: 'Join first: say hello, then send the code and a name.' },
  alreadyJoined: {
    code: 9,
    closes: false,
    sentence: 'This phone has joined already. Leave first to join again.',
  },
  tooFast: {
    code: 10,
    closes: false,
    sentence: 'That was too much at once; some of it was not taken. Slow down.',
  },
  tooLarge: {
    code: 11,
    closes: true,
    sentence: 'That message is larger than the hub takes. Send less at once, or update the app.',
  },
  notYourSlot: {
    code: 12,
    closes: false,
    sentence: 'That player characteristic belongs to another phone. Use the slot named in the welcome.',
  },
  remoteRefused: {
    code: 13,
    closes: true,
    sentence:
      'Only phones in the same network may play. Join the Wi-Fi of the hub, or start it with --allow-remote.',
  },
  notAllowed: { code: 14, closes: false, sentence: 'Only the host may do that. Ask the host.' },
  hubClosing: { code: 15, closes: true, sentence: 'The hub is shutting down. Thank you for playing.' },
  kicked: {
    code: 16,
    closes: true,
    sentence: 'The host has removed you from the room. Ask the host before you join again.',
  },
  roomLocked: { code: 17, closes: false, sentence: 'The room is locked. Ask the host to unlock it.' },
  idle: {
    code: 18,
    closes: true,
    sentence: 'Nothing was heard for too long. Connect again; your place is kept for a while.',
  },
  superseded: {
    code: 19,
    closes: true,
    sentence: 'This seat is now played over a newer link. Go on there, or reload to play here.',
  },
  inputGap: {
    code: 20,
    closes: true,
    sentence: 'Inputs are missing. Connect again and send those not yet acknowledged.',
  },
  badMove: {
    code: 21,
    closes: false,
    sentence: 'The game does not know this move. Choose one that is shown.',
  },
  noSuchGame: {
    code: 22,
    closes: false,
    sentence: 'This hub does not have that game. Choose one from its list.',
  },
  slowLink: {
    code: 23,
    closes: true,
    sentence: 'The link is too slow for what must be sent. Move closer to the hub or use Wi-Fi.',
  },
  muted: {
    code: 24,
    closes: false,
    sentence: 'The host has muted you. Ask the host to let you speak again.',
  },
  internal: {
    code: 25,
    closes: true,
    sentence: 'The hub failed inside. Connect again; if it happens again, look at its log.',
  },
};
var namesByCode = new Map(Object.keys(errorTable).map((name) => [errorTable[name].code, name]));
var ProtocolError = class extends Error {
  code;
  detail;
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.name = 'ProtocolError';
    this.code = code;
    this.detail = detail;
  }
};

// protocol/framing/ble.ts
var FRAGMENT = 128;
var LAST = 64;
var INDEX = 63;
var ATT_HEADER = 3;
var valueSize = (attMtu) => Math.min(attMtu - ATT_HEADER, limits.attributeValue);
var fragment = (frame, maxValue) => {
  const first = frame[0];
  if (first === void 0 || first >= FRAGMENT)
    throw new RangeError('a frame starts with a message id below 0x80');
  if (!Number.isInteger(maxValue) || maxValue < 2) throw new RangeError(`a value of ${maxValue} bytes`);
  if (frame.length <= maxValue) return [frame];
  const step = maxValue - 1;
  const values = [];
  for (let at = 0; at < frame.length; at += step) {
    const part = frame.subarray(at, at + step);
    const value = new Uint8Array(1 + part.length);
    const last = at + step >= frame.length ? LAST : 0;
    value[0] = FRAGMENT | last | (values.length & INDEX);
    value.set(part, 1);
    values.push(value);
  }
  return values;
};
var BleReassembler = class {
  #maxFrame;
  #parts = [];
  #length = 0;
  /** @param maxFrame bytes of the largest frame the other side may send. */
  constructor(maxFrame) {
    this.#maxFrame = maxFrame;
  }
  /**
   * Takes the next value.
   * @returns a frame (a copy) if the value completed one.
   * @throws ProtocolError `badFrame` for an empty value, a gap or a whole frame among fragments, `tooLarge` over the limit;
   * the link cannot be read any further then, and what was gathered is let go.
   */
  push(value) {
    try {
      return this.#take(value);
    } catch (error) {
      this.#clear();
      throw error;
    }
  }
  #take(value) {
    const head = value[0];
    if (head === void 0) throw new ProtocolError('badFrame', 'empty value');
    if (head < FRAGMENT) {
      if (this.#parts.length > 0) throw new ProtocolError('badFrame', 'whole frame among fragments');
      this.#grow(value.length);
      this.#clear();
      return new Uint8Array(value);
    }
    const expected = this.#parts.length & INDEX;
    if ((head & INDEX) !== expected)
      throw new ProtocolError('badFrame', `fragment ${head & INDEX} instead of ${expected}`);
    if (value.length === 1) throw new ProtocolError('badFrame', 'fragment without bytes');
    this.#grow(value.length - 1);
    this.#parts.push(new Uint8Array(value.subarray(1)));
    return head & LAST ? this.#join() : void 0;
  }
  #grow(count) {
    this.#length += count;
    if (this.#length > this.#maxFrame)
      throw new ProtocolError('tooLarge', `${this.#length} bytes, at most ${this.#maxFrame}`);
  }
  #join() {
    const frame = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      frame.set(part, at);
      at += part.length;
    }
    this.#clear();
    return frame;
  }
  #clear() {
    this.#parts = [];
    this.#length = 0;
  }
};

// hub/transport/link-core.ts
import { AsyncSubject, Observable, Subject } from 'rxjs';

var KEPT_FRAMES = 64;
var LinkCore = class {
  frames$;
  closed$;
  writable$;
  #closed = new AsyncSubject();
  #writable = new Subject();
  #reader;
  #read = false;
  #kept = [];
  #ended = false;
  #refused = false;
  constructor() {
    this.closed$ = this.#closed.asObservable();
    this.writable$ = this.#writable.asObservable();
    this.frames$ = new Observable((reader) => this.#attach(reader));
  }
  /** Somebody reads the frames, or did. */
  get read() {
    return this.#read;
  }
  #attach(reader) {
    if (this.#read) throw new Error('the frames of a link have one subscriber');
    this.#read = true;
    for (const frame of this.#kept) reader.next(frame);
    this.#kept = [];
    if (this.#ended) reader.complete();
    this.#reader = reader;
    return () => {
      this.#reader = void 0;
    };
  }
  /** Hands a frame from the phone on. @returns false if nobody reads and no more can be kept: end the link as `overflow`. */
  receive(frame) {
    if (this.#ended) return true;
    if (this.#read) this.#reader?.next(frame);
    else if (this.#kept.length >= KEPT_FRAMES) return false;
    else this.#kept.push(frame);
    return true;
  }
  /** Remembers that `trySend` refused. @returns false, for `trySend` to return. */
  refuse() {
    this.#refused = true;
    return false;
  }
  /** Credit is back: tells whoever was refused. */
  credit() {
    if (!this.#refused || this.#ended) return;
    this.#refused = false;
    this.#writable.next();
  }
  /** The link is over; the first cause counts. */
  end(closed) {
    if (this.#ended) return;
    this.#ended = true;
    this.#reader?.complete();
    this.#writable.complete();
    this.#closed.next(closed);
    this.#closed.complete();
  }
};

// protocol/bytes/reader.ts
var utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// protocol/bytes/writer.ts
var ByteWriter = class {
  #bytes;
  #length = 0;
  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
  }
  get length() {
    return this.#length;
  }
  #room(count) {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
  u8(value) {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }
  u16(value) {
    this.u8(value & 255);
    this.u8((value >>> 8) & 255);
  }
  u32(value) {
    this.u16(value & 65535);
    this.u16(value >>> 16);
  }
  /** Unsigned LEB128 of an integer below 2^32, shortest form (rule 2.2). */
  varint(value) {
    let rest2 = value;
    while (rest2 >= 128) {
      this.u8((rest2 % 128) | 128);
      rest2 = Math.floor(rest2 / 128);
    }
    this.u8(rest2);
  }
  raw(bytes) {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
  /** Varint length, then the bytes (rule 2.3). */
  bytes(bytes) {
    this.varint(bytes.length);
    this.raw(bytes);
  }
  /** @returns a copy of what was written. */
  finish() {
    return this.#bytes.slice(0, this.#length);
  }
};

// protocol/fields.ts
var utf82 = new TextEncoder();
var check = (value, max) => {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`${value} is not an integer of 0..${max}`);
  return value;
};
var u8 = {
  layout: 'u8',
  write: (to, v) => to.u8(check(v, 255)),
  read: (from) => from.u8(),
};
var u16 = {
  layout: 'u16',
  write: (to, v) => to.u16(check(v, 65535)),
  read: (from) => from.u16(),
};
var u32 = {
  layout: 'u32',
  write: (to, v) => to.u32(check(v, 4294967295)),
  read: (from) => from.u32(),
};
var bool = {
  layout: 'bool',
  write: (to, v) => to.u8(v ? 1 : 0),
  read: (from) => {
    const value = from.u8();
    if (value > 1) throw new ProtocolError('badFrame', `${value} is not a bool`);
    return value === 1;
  },
};
var text = (maxBytes) => ({
  layout: `text(${maxBytes})`,
  write: (to, v) => {
    const bytes = utf82.encode(v);
    if (bytes.length > maxBytes) throw new RangeError(`text is over ${maxBytes} bytes`);
    to.bytes(bytes);
  },
  read: (from) => from.text(maxBytes),
});
var raw = (count) => ({
  layout: `raw(${count})`,
  write: (to, v) => {
    if (v.length !== count) throw new RangeError(`${v.length} bytes instead of ${count}`);
    to.raw(v);
  },
  read: (from) => from.raw(count),
});
var rest = {
  layout: 'rest',
  write: (to, v) => to.raw(v),
  read: (from) => from.rest(),
};
var oneOf = (words) => ({
  layout: `u8 of ${words.join('|')}`,
  write: (to, v) => {
    const index = words.indexOf(v);
    if (index < 0) throw new RangeError(`${v} is none of ${words.join(', ')}`);
    to.u8(index);
  },
  read: (from) => {
    const index = from.u8();
    const word = words[index];
    if (word === void 0) throw new ProtocolError('badFrame', `${index} is none of ${words.join(', ')}`);
    return word;
  },
});
var list = (item, max) => ({
  layout: `list(${item.layout}, ${max})`,
  write: (to, items) => {
    if (items.length > max) throw new RangeError(`${items.length} items, at most ${max}`);
    to.varint(items.length);
    for (const one of items) item.write(to, one);
  },
  read: (from) => {
    const count = from.varint(max);
    const items = [];
    for (let i = 0; i < count; i += 1) items.push(item.read(from));
    return items;
  },
});

// protocol/inputs.ts
var BUTTONS = 17;
var MOVE = 128;
var LOW_BUTTONS = 16;
var HIGH_BUTTONS = 32;
var writePad = (to, { buttons, axes }) => {
  if (buttons < 0 || buttons >= 2 ** BUTTONS)
    throw new RangeError(`buttons ${buttons} are over ${BUTTONS} bits`);
  let flags2 = 0;
  axes.forEach((axis, i) => {
    if (!Number.isInteger(axis) || axis < -127 || axis > 127)
      throw new RangeError(`axis ${axis} is not within -127..127`);
    if (axis !== 0) flags2 |= 1 << i;
  });
  if ((buttons & 255) !== 0) flags2 |= LOW_BUTTONS;
  if (buttons >>> 8 !== 0) flags2 |= HIGH_BUTTONS;
  to.u8(flags2);
  for (const axis of axes) if (axis !== 0) to.u8(axis & 255);
  if (flags2 & LOW_BUTTONS) to.u8(buttons & 255);
  if (flags2 & HIGH_BUTTONS) to.u16(buttons >>> 8);
};
var readPad = (from, flags2) => {
  if (flags2 & 64) throw new ProtocolError('badFrame', `input flags ${flags2}`);
  const axis = (bit) => {
    if ((flags2 & bit) === 0) return 0;
    const value = (from.u8() << 24) >> 24;
    if (value === -128 || value === 0) throw new ProtocolError('badFrame', `axis byte ${value}`);
    return value;
  };
  const axes = [axis(1), axis(2), axis(4), axis(8)];
  const low = flags2 & LOW_BUTTONS ? from.u8() : 0;
  const high = flags2 & HIGH_BUTTONS ? from.u16() : 0;
  if ((flags2 & LOW_BUTTONS && low === 0) || (flags2 & HIGH_BUTTONS && high === 0))
    throw new ProtocolError('badFrame', 'buttons that are not held');
  if (high >= 2 ** (BUTTONS - 8)) throw new ProtocolError('badFrame', `buttons ${high}`);
  return { kind: 'pad', buttons: low | (high << 8), axes: [axes[0], axes[1], axes[2], axes[3]] };
};
var input = {
  layout: 'input',
  write: (to, value) => {
    if (value.kind === 'pad') return writePad(to, value);
    if (value.bytes.length > limits.moveBytes) throw new RangeError(`move is over ${limits.moveBytes} bytes`);
    to.u8(MOVE);
    return to.bytes(value.bytes);
  },
  read: (from) => {
    const flags2 = from.u8();
    if (flags2 === MOVE) return { kind: 'move', bytes: from.bytes(limits.moveBytes) };
    if (flags2 & MOVE) throw new ProtocolError('badFrame', `input flags ${flags2}`);
    return readPad(from, flags2);
  },
};

// protocol/messages.ts
var define = (definitions) => definitions;
var roles = ['player', 'watcher', 'screen'];
var commands = [
  'start',
  'pause',
  'continue',
  'end',
  'again',
  'game',
  'kick',
  'lock',
  'unlock',
  'mute',
  'unmute',
  'host',
];
var messages = define({
  hello: {
    id: 1,
    from: 'phone',
    fields: { version: u8, oldest: u8, features: u32, client: text(limits.clientBytes) },
  },
  join: {
    id: 2,
    from: 'phone',
    fields: {
      code: text(limits.codeBytes),
      name: text(limits.nameBytes),
      role: oneOf(roles),
      colour: u8,
      hostKey: text(limits.hostKeyBytes),
    },
  },
  resume: { id: 3, from: 'phone', fields: { token: raw(limits.tokenBytes), epoch: u8, tick: u32 } },
  input: { id: 4, from: 'phone', fields: { first: u32, inputs: list(input, limits.inputsPerFrame) } },
  ack: { id: 5, from: 'phone', fields: { tick: u32 } },
  chat: { id: 6, from: 'phone', fields: { text: text(limits.chatBytes) } },
  emote: { id: 7, from: 'phone', fields: { emote: u8 } },
  command: {
    id: 8,
    from: 'phone',
    fields: { command: oneOf(commands), member: u16, argument: text(limits.argumentBytes) },
  },
  resync: { id: 9, from: 'phone', fields: {} },
  leave: { id: 10, from: 'phone', fields: {} },
  ping: { id: 33, from: 'both', fields: { stamp: u32 } },
  pong: { id: 34, from: 'both', fields: { stamp: u32 } },
  hub: {
    id: 65,
    from: 'hub',
    fields: {
      version: u8,
      features: u32,
      attMtu: u16,
      slotsFree: u8,
      seatsFree: u16,
      codeNeeded: bool,
      room: text(limits.codeBytes),
      name: text(limits.hubNameBytes),
      game: text(limits.nameBytes),
      wifi: list(text(64), 8),
    },
  },
  welcome: {
    id: 66,
    from: 'hub',
    fields: {
      member: u16,
      slot: u8,
      resumed: bool,
      host: bool,
      token: raw(limits.tokenBytes),
      graceMs: u32,
      attMtu: u16,
      applied: u32,
      room: text(limits.codeBytes),
    },
  },
  game: { id: 67, from: 'hub', fields: { epoch: u8, descriptor: text(limits.descriptorBytes) } },
  keyframe: { id: 68, from: 'hub', fields: { epoch: u8, tick: u32, applied: u32, body: rest } },
  delta: { id: 69, from: 'hub', fields: { tick: u16, age: u8, applied: u16, body: rest } },
  error: { id: 70, from: 'hub', fields: { code: u8, retryMs: u32, sentence: text(limits.sentenceBytes) } },
  said: { id: 71, from: 'hub', fields: { member: u16, text: text(limits.chatBytes) } },
  showed: { id: 72, from: 'hub', fields: { member: u16, emote: u8 } },
});

// protocol/codec.ts
var rows = new Map(
  Object.keys(messages).map((name) => {
    const { id, from, fields } = messages[name];
    return [id, { name, from, fields: Object.entries(fields) }];
  }),
);
var encode = (message) => {
  const { id } = messages[message.type];
  const to = new ByteWriter();
  to.u8(id);
  const values = message;
  for (const [name, field] of rows.get(id)?.fields ?? []) field.write(to, values[name]);
  return to.finish();
};

// hub/transport/refusal.ts
var refusalFrame = (error) => {
  const { code, sentence } = errorTable[error];
  return encode({ type: 'error', code, retryMs: 0, sentence });
};
var detailOf = (error) => `${error.code}: ${error.detail}`;

// hub/transport/ble/att-guard.ts
var pass = { type: 'pass' };
var errorResponse = (opcode, handle, code) =>
  Buffer.from([att.error, opcode, handle & 255, handle >> 8, code]);
function judgeAtt(pdu, context) {
  const opcode = pdu[0];
  if (opcode === void 0) return { type: 'ignore', reason: 'attInvalidPdu' };
  const row = attTable.get(opcode);
  if (!row) {
    return isCommandOpcode(opcode)
      ? { type: 'ignore', reason: 'attUnsupported' }
      : refuse(opcode, 0, attError.requestNotSupported, 'attUnsupported');
  }
  if (row.kind === 'server') return { type: 'ignore', reason: 'attUnexpected' };
  const no = (handle, code, reason) =>
    row.kind === 'request' ? refuse(opcode, handle, code, reason) : { type: 'ignore', reason };
  if (!lengthFits(row, pdu.length) || pdu.length > context.mtu)
    return no(0, attError.invalidPdu, 'attInvalidPdu');
  if (row.kind === 'confirmation') return { type: 'confirmed' };
  if (row.unsupported) return no(0, attError.requestNotSupported, 'attUnsupported');
  if (opcode === att.mtuRequest && context.mtuExchanged)
    return no(0, attError.requestNotSupported, 'attSecondMtuRequest');
  if (row.range) return judgeRange(pdu, opcode, no);
  if (row.writes) return judgeWrite(pdu, opcode, context, no);
  return pass;
}
function judgeRange(pdu, opcode, no) {
  const [start2, end] = [pdu.readUInt16LE(1), pdu.readUInt16LE(3)];
  if (start2 === 0 || start2 > end) return no(start2, attError.invalidHandle, 'attInvalidHandle');
  if (opcode === att.findByType && pdu.length === 7)
    return no(start2, attError.attributeNotFound, 'attNotFound');
  return pass;
}
function judgeWrite(pdu, opcode, context, no) {
  const handle = pdu.readUInt16LE(1);
  const target = context.layout.get(handle);
  if (target?.type === 'declaration') return no(handle, attError.writeNotPermitted, 'attNotPermitted');
  if (target?.slot !== void 0 && target.slot !== context.slot)
    return no(handle, attError.insufficientAuthorization, 'refusedSlots');
  if (opcode === att.prepareWrite && pdu.readUInt16LE(3) + pdu.length - 5 > limits.attributeValue)
    return no(handle, attError.prepareQueueFull, 'attPrepareRefused');
  return pass;
}
function refuse(opcode, handle, code, reason) {
  return { type: 'refuse', reason, response: errorResponse(opcode, handle, code) };
}
var lengthFits = (row, length) => (row.exact ? row.exact.includes(length) : length >= (row.min ?? 1));

// hub/transport/ble/gatt-table.ts
var SUCCESS = 0;
var INVALID_OFFSET = 7;
var UNLIKELY = 14;
var flat = (uuid2) => uuid2.replaceAll('-', '');
function buildGattTable(bleno, server2, hubName, handlers) {
  const { PrimaryService, Characteristic, Descriptor } = bleno;
  const takes = (target) => ({
    onWriteRequest: (data, offset, _quiet, answer) =>
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
    (uuid2, index) =>
      new Characteristic({
        uuid: uuid2,
        properties: ['write', 'writeWithoutResponse', 'notify'],
        descriptors: [new Descriptor({ uuid: '2901', value: Buffer.from(`Player ${index + 1}`) })],
        ...takes({ type: 'player', slot: index + 1 }),
      }),
  );
  const constant = (uuid2, text2) =>
    new Characteristic({ uuid: uuid2, properties: ['read'], value: Buffer.from(text2) });
  const deviceInformation = [constant('2a29', 'Partyline'), constant('2a24', 'Hub'), constant('2a26', '1')];
  server2.setServices([
    new PrimaryService({ uuid: gatt.service, characteristics: [info, control, ...players] }),
    new PrimaryService({ uuid: '180a', characteristics: deviceInformation }),
  ]);
  setDeviceName(server2, hubName);
  return handlesOf(server2);
}
function longReads(read) {
  let value = Buffer.alloc(0);
  return (offset, answer) => {
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
function setDeviceName(server2, name) {
  const declaration = server2._handles.find((e) => e?.type === 'characteristic' && e.uuid === '2a00');
  const value = server2._handles[declaration?.valueHandle ?? -1];
  if (value) value.value = Buffer.from(name);
}
function handlesOf(server2) {
  const slots2 = new Map(gatt.players.map((uuid2, index) => [flat(uuid2), index + 1]));
  const layout = /* @__PURE__ */ new Map();
  const players = [];
  let control = 0;
  let slot;
  server2._handles.forEach((entry, handle) => {
    if (!entry) return;
    if (entry.type === 'service') slot = void 0;
    else if (entry.type === 'characteristic') {
      slot = slots2.get(entry.uuid ?? '');
      if (slot !== void 0) players[slot - 1] = entry.valueHandle ?? 0;
      if (entry.uuid === flat(gatt.control)) control = entry.valueHandle ?? 0;
      layout.set(handle, { type: 'declaration' });
    } else {
      const type = entryType(entry.type, entry.uuid);
      layout.set(handle, slot === void 0 || type === 'description' ? { type } : { type, slot });
    }
  });
  return { layout, control, players };
}
var entryType = (type, uuid2) => {
  if (type === 'characteristicValue') return 'value';
  return uuid2 === '2902' ? 'configuration' : 'description';
};

// hub/transport/ble/l2cap-reassembler.ts
var channel = { att: 4, signalling: 5, security: 6 };
var HEADER = 4;
var continuing = 1;
var L2capReassembler = class {
  #maxPayload;
  #fault;
  #parts = [];
  #have = 0;
  /** Header and payload of the PDU being gathered; 0 while there is none, or its header is not whole yet. */
  #want = 0;
  #skipping = true;
  constructor(maxPayload, fault) {
    this.#maxPayload = maxPayload;
    this.#fault = fault;
  }
  /**
   * @param boundary packet boundary flag of the ACL packet: 1 continues a PDU, 0 and 2 start one.
   * @param data the payload of the ACL packet. @returns a PDU if this completed one.
   */
  push(boundary, data) {
    if (boundary === continuing) {
      if (this.#skipping) {
        this.#fault('continuation without a start');
        return void 0;
      }
    } else {
      if (this.#parts.length > 0) this.#fault('cut short');
      this.#clear();
      this.#skipping = false;
    }
    this.#parts.push(data);
    this.#have += data.length;
    return this.#check();
  }
  #check() {
    if (this.#want === 0 && this.#have >= HEADER) {
      const whole = Buffer.concat(this.#parts);
      this.#parts = [whole];
      this.#want = HEADER + whole.readUInt16LE(0);
      if (this.#want > HEADER + this.#maxPayload) return this.#drop('too long');
    }
    if (this.#want === 0 || this.#have < this.#want) return void 0;
    if (this.#have > this.#want) return this.#drop('more than announced');
    const pdu = Buffer.concat(this.#parts);
    this.#clear();
    return { channel: pdu.readUInt16LE(2), payload: pdu.subarray(HEADER) };
  }
  #drop(fault) {
    this.#clear();
    this.#fault(fault);
    return void 0;
  }
  #clear() {
    this.#parts = [];
    this.#have = 0;
    this.#want = 0;
    this.#skipping = true;
  }
};

// hub/transport/ble/signalling.ts
var commandReject = 1;
var parameterUpdateRequest = 18;
var parameterUpdateResponse = 19;
var HEADER2 = 4;
var unanswered = /* @__PURE__ */ new Set([commandReject, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 22, 24, 26]);
var playParameters = {
  intervalMin: 12,
  intervalMax: 24,
  latency: 0,
  timeout: 400,
};
function parameterUpdateRequestPdu(id, wish) {
  const pdu = Buffer.alloc(HEADER2 + 8);
  pdu[0] = parameterUpdateRequest;
  pdu[1] = id;
  pdu.writeUInt16LE(8, 2);
  pdu.writeUInt16LE(wish.intervalMin, 4);
  pdu.writeUInt16LE(wish.intervalMax, 6);
  pdu.writeUInt16LE(wish.latency, 8);
  pdu.writeUInt16LE(wish.timeout, 10);
  return pdu;
}
function readSignal(pdu) {
  if (pdu.length < HEADER2) return { type: 'malformed' };
  const code = pdu.readUInt8(0);
  const id = pdu.readUInt8(1);
  if (id === 0 || pdu.readUInt16LE(2) !== pdu.length - HEADER2) return { type: 'malformed' };
  if (code === parameterUpdateResponse) {
    if (pdu.length !== HEADER2 + 2) return { type: 'malformed' };
    return { type: 'parameterUpdate', id, accepted: pdu.readUInt16LE(4) === 0 };
  }
  if (code === commandReject) return { type: 'rejected', id };
  if (unanswered.has(code)) return { type: 'ignore' };
  return { type: 'reject', response: Buffer.from([commandReject, id, 2, 0, 0, 0]) };
}
var pairingRequest = 1;
var pairingNotSupported = Buffer.from([5, 5]);
var answerPairing = (pdu) => (pdu[0] === pairingRequest ? pairingNotSupported : void 0);

// hub/transport/ble/link-server.ts
var MAX_MTU = 517;
var UPDATE_ID = 1;
var LinkServer = class {
  handles;
  #options;
  #gatt;
  #stream;
  #reassembler;
  #mtuExchanged = false;
  #askedParameters = false;
  constructor(options) {
    this.#options = options;
    const { bleno, hci: hci2, connection, counters, hubName } = options;
    this.#reassembler = new L2capReassembler(MAX_MTU, () => {
      counters.malformedL2cap += 1;
    });
    this.#gatt = new bleno.Gatt();
    this.#gatt.maxMtu = MAX_MTU;
    this.handles = buildGattTable(bleno, this.#gatt, hubName, options);
    this.#gatt.on('mtuChange', () => {
      this.#mtuExchanged = true;
      options.mtuChanged();
    });
    this.#stream = new bleno.AclStream(
      hci2,
      connection.handle,
      hci2.addressType ?? 'public',
      hci2.address ?? '00:00:00:00:00:00',
      connection.addressType,
      connection.address,
    );
    this.#gatt.setAclStream(this.#stream);
  }
  get mtu() {
    return this.#gatt._mtu;
  }
  /** Takes one ACL packet of the phone: packet boundary flag and payload. */
  receive(boundary, data) {
    const pdu = this.#reassembler.push(boundary, data);
    if (!pdu) return;
    const { counters } = this.#options;
    if (pdu.channel === channel.att) this.#receiveAtt(pdu.payload);
    else if (pdu.channel === channel.signalling) this.#receiveSignal(pdu.payload);
    else if (pdu.channel === channel.security) {
      const answer = answerPairing(pdu.payload);
      if (!answer) return;
      counters.pairingRefused += 1;
      this.#stream.write(channel.security, answer);
    } else counters.unknownChannels += 1;
  }
  #receiveAtt(pdu) {
    const { slot, confirmed } = this.#options;
    const verdict = judgeAtt(pdu, {
      mtu: this.mtu,
      mtuExchanged: this.#mtuExchanged,
      slot: slot(),
      layout: this.handles.layout,
    });
    if (verdict.type === 'pass') this.#stream.push(channel.att, pdu);
    else if (verdict.type === 'confirmed') {
      if (!confirmed()) this.#count('attUnexpected');
    } else {
      this.#count(verdict.reason);
      if (verdict.type === 'refuse') this.#stream.write(channel.att, verdict.response);
    }
  }
  #count(reason) {
    this.#options.counters[reason] += 1;
  }
  #receiveSignal(pdu) {
    const { counters } = this.#options;
    const signal = readSignal(pdu);
    if (signal.type === 'malformed') counters.malformedSignals += 1;
    else if (signal.type === 'reject') this.#stream.write(channel.signalling, signal.response);
    else if (signal.type !== 'ignore' && this.#askedParameters && signal.id === UPDATE_ID) {
      this.#askedParameters = false;
      const accepted = signal.type === 'parameterUpdate' && signal.accepted;
      counters[accepted ? 'parameterUpdatesAccepted' : 'parameterUpdatesRejected'] += 1;
    }
  }
  /** Asks the phone for a connection interval fit for play, unless it has one (Vol 3 Part A section 4.20). */
  askParameters() {
    const { connection, counters } = this.#options;
    if (connection.interval <= playParameters.intervalMax * 1.25 && connection.latency === 0) return;
    this.#askedParameters = true;
    counters.parameterUpdatesAsked += 1;
    this.#stream.write(channel.signalling, parameterUpdateRequestPdu(UPDATE_ID, playParameters));
  }
  notify(handle, value) {
    this.#options.counters.notifications += 1;
    this.#sendValue(att.notification, handle, value);
  }
  indicate(handle, value) {
    this.#options.counters.indications += 1;
    this.#sendValue(att.indication, handle, value);
  }
  /** By hand and not by bleno's callback, which cuts silently and keeps no order between indications. */
  #sendValue(opcode, handle, value) {
    const pdu = Buffer.alloc(3 + value.length);
    pdu[0] = opcode;
    pdu.writeUInt16LE(handle, 1);
    pdu.set(value, 3);
    this.#stream.write(channel.att, pdu);
  }
  /** The link is gone: bleno lets go of subscriptions and prepared writes. */
  end() {
    this.#stream.push(null, null);
  }
};

// hub/transport/ble/outbox.ts
var TRANSACTION_MS = 3e4;
var MOST_FRAMES = 2;
var Outbox = class {
  #options;
  #frames = [];
  #sending;
  #confirming = false;
  #stopTimer = () => {};
  #pumping = false;
  #closed = false;
  constructor(options) {
    this.#options = options;
  }
  get idle() {
    return this.#frames.length === 0 && !this.#sending && !this.#confirming;
  }
  get #way() {
    const { control, player } = this.#options.listening();
    if (player) return 'notification';
    return control ? 'indication' : void 0;
  }
  /** @returns false, having taken nothing, when there is no credit, or the phone listens to nothing yet. */
  take(frame) {
    if (this.#closed || !this.#hasCredit()) return false;
    this.#frames.push(frame);
    this.pump();
    return true;
  }
  /** Takes a last word whatever waits, if the phone listens at all. */
  takeLast(frame) {
    if (this.#closed || this.#way === void 0) return;
    this.#frames.push(frame);
    this.pump();
  }
  #hasCredit() {
    const way = this.#way;
    if (way === void 0) return false;
    const waiting = this.#frames.length + (this.#sending ? 1 : 0);
    if (way === 'indication') return waiting < MOST_FRAMES;
    return waiting === 0 && this.#options.pending() < this.#options.share();
  }
  /** To be called when packets went out, the MTU or a subscription changed. */
  pump() {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    while (this.#step());
    this.#pumping = false;
    if (this.#hasCredit()) this.#options.writable();
    if (this.idle) this.#options.idle();
  }
  #step() {
    const { mtu, notify, indicate, pending, share } = this.#options;
    if (!this.#sending) {
      const way2 = this.#way;
      const frame = way2 === void 0 ? void 0 : this.#frames.shift();
      if (way2 === void 0 || frame === void 0) return false;
      this.#sending = { way: way2, values: fragment(frame, valueSize(mtu())) };
    }
    const { way, values } = this.#sending;
    if (this.#confirming || pending() >= share()) return false;
    const value = values.shift();
    if (values.length === 0) this.#sending = void 0;
    if (value === void 0) return true;
    if (way === 'notification') notify(value);
    else {
      this.#confirming = true;
      this.#stopTimer = this.#options.clock.setTimer(TRANSACTION_MS, this.#options.timedOut);
      indicate(value);
    }
    return true;
  }
  /** The phone has the last indication. @returns false if there was none. */
  confirmed() {
    if (!this.#confirming) return false;
    this.#confirming = false;
    this.#stopTimer();
    this.pump();
    return true;
  }
  close() {
    this.#closed = true;
    this.#frames.length = 0;
    this.#sending = void 0;
    this.#stopTimer();
  }
};

// hub/transport/ble/ble-link.ts
var FLUSH_MS = 300;
var DISCONNECT_MS = 300;
var BleLink = class {
  kind = 'ble';
  maxPayload = limits.frameToPhone;
  id;
  remote;
  handle;
  frames$;
  closed$;
  writable$;
  #options;
  #core = new LinkCore();
  #server;
  #outbox;
  #fromControl = new BleReassembler(limits.frameFromPhone);
  #fromPlayer = new BleReassembler(limits.frameFromPhone);
  #slot;
  #controlOn = false;
  #playerOn = false;
  /** Why the link ends, as soon as that is known; the end itself is when the controller says so. */
  #cause;
  #disconnecting = false;
  #over = false;
  #stopTimer = () => {};
  constructor(options) {
    const { connection, scheduler, clock } = options;
    this.#options = options;
    this.id = options.id;
    this.handle = connection.handle;
    this.remote = `${connection.address} (${connection.addressType})`;
    this.frames$ = this.#core.frames$;
    this.closed$ = this.#core.closed$;
    this.writable$ = this.#core.writable$;
    scheduler.add(this.handle, () => this.#outbox.pump());
    this.#outbox = new Outbox({
      clock,
      mtu: () => this.#server.mtu,
      pending: () => scheduler.pending(this.handle),
      share: () => scheduler.share,
      listening: () => ({ control: this.#controlOn, player: this.#playerOn }),
      notify: (value) => this.#server.notify(this.#playerHandle(), value),
      indicate: (value) => this.#server.indicate(this.#server.handles.control, value),
      timedOut: () => this.#indicationLost(),
      writable: () => this.#core.credit(),
      idle: () => this.#flushed(),
    });
    this.#server = new LinkServer({
      ...options,
      slot: () => this.#slot,
      readInfo: () => options.info(this).subarray(0, limits.attributeValue),
      written: (target, value) => this.#written(target, value),
      subscribed: (target, on) => this.#subscribed(target, on),
      confirmed: () => this.#outbox.confirmed(),
      mtuChanged: () => {},
    });
    this.#server.askParameters();
  }
  get attMtu() {
    return this.#server.mtu;
  }
  #playerHandle() {
    return this.#server.handles.players[(this.#slot ?? 0) - 1] ?? 0;
  }
  /** One ACL packet of this phone. */
  receive(boundary, data) {
    if (!this.#disconnecting) this.#server.receive(boundary, data);
  }
  #written(target, value) {
    if (this.#cause) return attError.unlikely;
    const { counters } = this.#options;
    try {
      const frame = (target.type === 'control' ? this.#fromControl : this.#fromPlayer).push(value);
      if (!frame) return 0;
      counters.framesIn += 1;
      if (!this.#core.receive(frame)) this.#end('overflow', 'frames nobody reads');
      return 0;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      counters.malformedFrames += 1;
      this.#end('malformed', detailOf(error), refusalFrame(error.code));
      return attError.unlikely;
    }
  }
  #subscribed(target, on) {
    if (target.type === 'control') this.#controlOn = on;
    else if (target.slot === this.#slot) this.#playerOn = on;
    this.#outbox.pump();
  }
  trySend(frame) {
    if (this.#cause) return false;
    if (frame.length > this.maxPayload) {
      this.#end('overflow', `frame of ${frame.length} bytes, at most ${this.maxPayload}`);
      return false;
    }
    if (!this.#outbox.take(frame)) return this.#core.refuse();
    this.#options.counters.framesOut += 1;
    return true;
  }
  claimSlot() {
    if (this.#cause) return void 0;
    if (this.#slot !== void 0) return this.#slot;
    this.#slot = this.#options.slots.claim(this.id);
    this.#options.slotTaken();
    return this.#slot;
  }
  close(detail) {
    this.#end('hub', detail);
  }
  /** More waits for this phone than any that listens would let pile up. */
  overflowed() {
    if (this.#disconnecting) return;
    this.#options.counters.overflows += 1;
    this.#cause ??= { cause: 'overflow', detail: 'the phone asks faster than it listens' };
    this.#disconnect();
  }
  #indicationLost() {
    this.#options.counters.indicationTimeouts += 1;
    this.#cause ??= { cause: 'lost', detail: 'an indication was not confirmed within 30 s' };
    this.#disconnect();
  }
  #end(cause, detail, last) {
    if (this.#cause) return;
    this.#cause = { cause, detail };
    if (last) this.#outbox.takeLast(last);
    this.#stopTimer = this.#options.clock.setTimer(FLUSH_MS, () => this.#disconnect());
    this.#flushed();
  }
  /** Ends the link once everything taken is with the phone, its answer to what it wrote included. */
  #flushed() {
    if (!this.#cause || !this.#outbox.idle || this.#disconnecting) return;
    const { scheduler } = this.#options;
    queueMicrotask(() => {
      if (this.#outbox.idle && scheduler.pending(this.handle) === 0) this.#disconnect();
    });
  }
  #disconnect() {
    if (this.#disconnecting) return;
    this.#disconnecting = true;
    this.#stopTimer();
    const { clock, hci: hci2 } = this.#options;
    this.#stopTimer = clock.setTimer(DISCONNECT_MS, () =>
      this.over({ cause: 'lost', detail: 'the controller did not end the link' }),
    );
    hci2.disconnect(this.handle);
  }
  /** The connection is no more, for the reason given unless this side had one. */
  over(closed) {
    if (this.#over) return;
    this.#over = true;
    this.#disconnecting = true;
    this.#stopTimer();
    this.#outbox.close();
    const { scheduler, slots: slots2, ended } = this.#options;
    this.#cause ??= closed;
    scheduler.remove(this.handle);
    this.#server.end();
    slots2.release(this.id);
    ended(this);
    this.#core.end(this.#cause);
  }
};

// hub/transport/ble/clock.ts
var realClock = {
  now: () => performance.now(),
  setTimer: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

// hub/transport/ble/counters.ts
var names = [
  'links',
  'linksOpened',
  'notifications',
  'indications',
  'framesIn',
  'framesOut',
  'refusedSlots',
  'droppedDeadWrites',
  'parameterUpdatesAsked',
  'parameterUpdatesAccepted',
  'parameterUpdatesRejected',
  'attErrors',
  'attInvalidPdu',
  'attUnsupported',
  'attUnexpected',
  'attInvalidHandle',
  'attNotPermitted',
  'attPrepareRefused',
  'attSecondMtuRequest',
  'attNotFound',
  'malformedFrames',
  'malformedAcl',
  'malformedL2cap',
  'malformedSignals',
  'malformedEvents',
  'unknownChannels',
  'pairingRefused',
  'indicationTimeouts',
  'overflows',
  'guarded',
  'advertisingRefused',
  'adapterLost',
];
var newCounters = () => Object.fromEntries(names.map((name) => [name, 0]));

// hub/transport/ble/hci-status.ts
var reasons = {
  8: { cause: 'lost', detail: 'supervision timeout' },
  19: { cause: 'left', detail: 'the phone disconnected' },
  20: { cause: 'left', detail: 'the phone is short of resources' },
  21: { cause: 'left', detail: 'the phone switches off' },
  22: { cause: 'hub', detail: 'disconnected by the hub' },
  34: { cause: 'lost', detail: 'link layer response timeout' },
  62: { cause: 'lost', detail: 'the connection was never established' },
};
var closedBy = (reason) =>
  reasons[reason] ?? { cause: 'lost', detail: `HCI reason 0x${reason.toString(16).padStart(2, '0')}` };

// hub/transport/ble/slots.ts
var Slots = class {
  #taken = /* @__PURE__ */ new Map();
  get free() {
    return limits.slots - this.#taken.size;
  }
  /** @returns the lowest free slot, 1..16, now taken by `owner`, or the one it has; undefined when all are taken. */
  claim(owner) {
    let lowest;
    for (let slot = 1; slot <= limits.slots; slot++) {
      const has = this.#taken.get(slot);
      if (has === owner) return slot;
      if (has === void 0) lowest ??= slot;
    }
    if (lowest !== void 0) this.#taken.set(lowest, owner);
    return lowest;
  }
  release(owner) {
    for (const [slot, has] of this.#taken) if (has === owner) this.#taken.delete(slot);
  }
};

// hub/transport/ble/transport.ts
var JOINING = 4;
var STOP_MS = 700;
var FIRST_RETRY_MS = 1e3;
var LAST_RETRY_MS = 3e4;
async function openBleTransport(options) {
  const transport = new AdapterTransport(options);
  await transport.open();
  return transport;
}
var AdapterTransport = class {
  kind = 'ble';
  counters = newCounters();
  links$;
  status$;
  #options;
  #clock;
  #newLinks = new Subject2();
  #status = new BehaviorSubject({
    adapter: 'none',
    state: 'lost',
    advertising: 'off',
    detail: 'not opened yet',
  });
  #links = /* @__PURE__ */ new Map();
  #slots = new Slots();
  #adapter;
  #scheduler;
  #advertiser;
  #nextId = 1;
  #retryMs = FIRST_RETRY_MS;
  #stopRetry = () => {};
  #stopping;
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.links$ = this.#newLinks.asObservable();
    this.status$ = this.#status.asObservable();
  }
  get status() {
    return this.#status.value;
  }
  async open() {
    const adapter = await Adapter.open({
      deviceId: this.#options.deviceId,
      clock: this.#clock,
      counters: this.counters,
      handlers: {
        connected: (connection) => this.#connected(connection),
        connectionFailed: () => this.#advertiser?.connected(),
        disconnected: (handle, reason) => this.#disconnected(handle, closedBy(reason)),
        acl: (handle, boundary, data) => this.#links.get(handle)?.receive(boundary, data),
        completed: (handle, packets) => this.#scheduler?.completed(handle, packets),
        send: (handle, channelId, data) => this.#send(handle, channelId, data),
        // A controller that refused to advertise may have changed its mind, with no disconnection to tell.
        alive: () => this.#advertiser?.update(),
        fault: (handle, error) => this.#fault(handle, error),
        lost: (reason) => this.#lost(reason),
      },
    });
    if (this.#stopping) return adapter.close();
    this.#adapter = adapter;
    this.#retryMs = FIRST_RETRY_MS;
    this.#scheduler = new AclScheduler(
      () => adapter.buffers,
      (packet) => adapter.write(packet),
    );
    this.#tell({ adapter: adapter.name, state: 'up', detail: '' });
    this.#advertiser = this.#advertise(adapter);
    this.#advertiser.update();
  }
  #advertise({ bleno, hci: hci2 }) {
    return new Advertiser({
      hci: hci2,
      gap: new bleno.Gap(hci2),
      advertisement: advertisingData(this.#options.roomId),
      scanResponse: scanResponseData(this.#options.hubName),
      room: () => this.#slots.free > 0 && this.#links.size < limits.slots + JOINING,
      words: (status) => bleno.Hci.STATUS_MAPPER[status] ?? `status 0x${status.toString(16)}`,
      changed: (advertising) => {
        if (advertising.startsWith('refused')) this.counters.advertisingRefused += 1;
        this.#tell({ advertising });
      },
    });
  }
  #connected(connection) {
    const { hci: hci2, bleno } = this.#adapter ?? {};
    if (!hci2 || !bleno || !this.#scheduler || this.#stopping) return;
    this.#disconnected(connection.handle, { cause: 'lost', detail: 'its handle was given to another link' });
    this.counters.linksOpened += 1;
    const link = new BleLink({
      id: `ble-${connectionId(this.#adapter?.deviceId)}${this.#nextId++}`,
      bleno,
      hci: hci2,
      connection,
      scheduler: this.#scheduler,
      slots: this.#slots,
      counters: this.counters,
      clock: this.#clock,
      hubName: this.#options.hubName,
      info: this.#options.info,
      ended: (ended) => this.#forget(ended),
      slotTaken: () => this.#advertiser?.update(),
    });
    this.#links.set(connection.handle, link);
    this.counters.links = this.#links.size;
    this.#advertiser?.connected();
    this.#newLinks.next(link);
  }
  #disconnected(handle, closed) {
    this.#links.get(handle)?.over(closed);
  }
  #forget(link) {
    if (this.#links.get(link.handle) === link) this.#links.delete(link.handle);
    this.counters.links = this.#links.size;
    this.#advertiser?.update();
  }
  #send(handle, channelId, data) {
    const result = this.#scheduler?.send(handle, channelId, data) ?? 'dead';
    if (result === 'dead') this.counters.droppedDeadWrites += 1;
    else if (result === 'full') this.#links.get(handle)?.overflowed();
    else if (channelId === channel.att && data[0] === att.error && data[4] !== attError.attributeNotFound)
      this.counters.attErrors += 1;
  }
  #fault(handle, error) {
    this.#options.log?.warn({ err: error }, 'a Bluetooth packet could not be handled');
    if (handle !== void 0) this.#links.get(handle)?.close('a packet of it could not be handled');
  }
  #lost(reason) {
    this.counters.adapterLost += 1;
    this.#options.log?.warn({ reason }, 'the Bluetooth adapter is lost');
    this.#letGo();
    this.#tell({ state: 'lost', detail: reason });
    this.#retry();
  }
  /** Forgets the adapter with all that hangs on it. */
  #letGo() {
    this.#advertiser?.stop();
    this.#adapter?.close();
    for (const link of [...this.#links.values()])
      link.over({ cause: 'lost', detail: 'the Bluetooth adapter is gone' });
    this.#adapter = void 0;
    this.#scheduler = void 0;
    this.#advertiser = void 0;
  }
  #retry() {
    if (this.#stopping) return;
    this.#stopRetry = this.#clock.setTimer(this.#retryMs, () => {
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
      this.open().then(
        () => this.#options.log?.info({ adapter: this.status.adapter }, 'the Bluetooth adapter is back'),
        (error) => {
          this.#tell({ detail: error instanceof BleError ? error.message : String(error) });
          this.#retry();
        },
      );
    });
  }
  #tell(change) {
    this.#status.next({ ...this.#status.value, ...change });
  }
  stop() {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }
  async #stop() {
    this.#stopRetry();
    this.#advertiser?.stop();
    const ends = [...this.#links.values()].map((link) => {
      link.close('the hub stops');
      return firstValueFrom(link.closed$);
    });
    let stopTimer = () => {};
    const late = new Promise((resolve) => {
      stopTimer = this.#clock.setTimer(STOP_MS, resolve);
    });
    await Promise.race([Promise.all(ends), late]);
    stopTimer();
    this.#letGo();
    this.#tell({ state: 'stopped', advertising: 'off', detail: '' });
    this.#newLinks.complete();
    this.#status.complete();
  }
};
var connectionId = (deviceId) => (deviceId ? `${deviceId}-` : '');

// phone-sim/radio/install.ts
// phone-sim/radio/noble-instance.ts
// phone-sim/radio/native-hci-socket.ts
import Module, {
  createRequire as createRequire2,
  createRequire as createRequire3,
  createRequire as createRequire4,
} from 'node:module';

var hciSocketModule = '@abandonware/bluetooth-hci-socket';
var require2 = createRequire2(import.meta.url);
var load = (request) => require2(request);
function loadNativeWith(original) {
  load = original;
}
function openNativeSocket() {
  const Native = load(hciSocketModule);
  return new Native();
}

// phone-sim/radio/virtual-hci-socket.ts
import { EventEmitter } from 'node:events';

// phone-sim/radio/virtual-devices.ts
var VirtualDevices = class {
  #sources = /* @__PURE__ */ new Map();
  #bound = /* @__PURE__ */ new Set();
  /** @throws RangeError when the number is taken */
  add(deviceId, source) {
    if (this.#sources.has(deviceId))
      throw new RangeError(`device ${deviceId} is already a virtual controller`);
    this.#sources.set(deviceId, source);
  }
  /** Adds under the lowest free number from `from` up, and returns it. */
  addNext(source, from = 1e3) {
    let deviceId = from;
    while (this.#sources.has(deviceId)) deviceId++;
    this.#sources.set(deviceId, source);
    return deviceId;
  }
  /** Forgets a number. A host that has it bound keeps its controller. */
  remove(deviceId) {
    this.#sources.delete(deviceId);
  }
  get(deviceId) {
    return this.#sources.get(deviceId);
  }
  /** What a host gets that names no device: the lowest virtual number that is free, if there is one. */
  lowestFree() {
    return this.ids().find((id) => !this.#bound.has(id));
  }
  ids() {
    return [...this.#sources.keys()].sort((a, b) => a - b);
  }
  isBound(deviceId) {
    return this.#bound.has(deviceId);
  }
  setBound(deviceId, bound) {
    if (bound) this.#bound.add(deviceId);
    else this.#bound.delete(deviceId);
  }
};

// phone-sim/radio/virtual-hci-socket.ts
var virtualDevices = new VirtualDevices();
var VirtualHciSocket = class extends EventEmitter {
  #devices;
  #transport = null;
  #native = null;
  #deviceId = null;
  #started = false;
  #early = [];
  constructor(devices = virtualDevices) {
    super();
    this.#devices = devices;
  }
  getDeviceList() {
    const virtual = this.#devices.ids().map((devId) => ({
      devId,
      devUp: true,
      idVendor: null,
      idProduct: null,
      busNumber: null,
      deviceAddress: null,
    }));
    try {
      return [...virtual, ...(this.#native ?? openNativeSocket()).getDeviceList()];
    } catch {
      return virtual;
    }
  }
  bindRaw(deviceId) {
    return this.#bind(deviceId, (native) => native.bindRaw(deviceId));
  }
  bindUser(deviceId) {
    return this.#bind(deviceId, (native) => native.bindUser(deviceId));
  }
  /** bleno opens the kernel's control channel when it is loaded, to store bonds. Here it leads nowhere. */
  bindControl() {
    return 0;
  }
  #bind(wanted, bindNative) {
    const deviceId = wanted ?? this.#devices.lowestFree();
    const source = deviceId === void 0 ? void 0 : this.#devices.get(deviceId);
    if (deviceId === void 0 || !source) {
      const native = openNativeSocket();
      native.on('data', (packet) => this.emit('data', packet));
      native.on('error', (error) => this.#fail(error));
      const bound = bindNative(native);
      this.#native = native;
      return bound;
    }
    if (this.#devices.isBound(deviceId)) {
      throw Object.assign(new Error(`device ${deviceId} is in use by another host`), { code: 'EBUSY' });
    }
    this.#deviceId = deviceId;
    this.#devices.setBound(deviceId, true);
    try {
      this.#transport = source({
        packet: (packet) => this.#receive(packet),
        closed: (error) => this.#closed(error),
      });
    } catch (error) {
      this.#devices.setBound(deviceId, false);
      throw error;
    }
    return deviceId;
  }
  isDevUp() {
    return this.#native ? this.#native.isDevUp() : this.#transport !== null;
  }
  start() {
    this.#native?.start();
    this.#started = true;
    for (const packet of this.#early.splice(0)) this.emit('data', packet);
  }
  /** Lets go of the radio. A virtual controller vanishes, as an adapter does whose process closed its user channel. */
  stop() {
    this.#native?.stop();
    this.#started = false;
    this.#transport?.close();
  }
  /** A virtual controller has one host, which wants all it says: nothing to filter. */
  setFilter(filter) {
    this.#native?.setFilter(filter);
  }
  write(packet) {
    if (this.#native) this.#native.write(packet);
    else this.#transport?.send(packet);
  }
  cleanup() {
    this.#native?.cleanup();
  }
  #receive(packet) {
    if (this.#started) this.emit('data', packet);
    else if (this.#transport && this.#early.length < 64) this.#early.push(packet);
  }
  #closed(error) {
    this.#transport = null;
    if (this.#deviceId !== null) this.#devices.setBound(this.#deviceId, false);
    if (error) this.#fail(Object.assign(error, { code: 'ENETDOWN' }));
  }
  #fail(error) {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
};

// phone-sim/radio/install.ts
var installed = false;
function installVirtualHci() {
  if (installed) return virtualDevices;
  installed = true;
  const loader = Module;
  const original = loader._load;
  loadNativeWith((request) =>
    original.call(loader, createRequire3(import.meta.url).resolve(request), void 0, false),
  );
  loader._load = function load2(request, parent, isMain) {
    return request === hciSocketModule ? VirtualHciSocket : original.call(this, request, parent, isMain);
  };
  return virtualDevices;
}

// phone-sim/radio/noble-instance.ts
var signalingCid = 5;
var parameterUpdateRequest2 = 18;
var parameterUpdateResponse2 = 19;
async function createNobleCentral(radio) {
  const devices = installVirtualHci();
  const deviceId = typeof radio === 'number' ? radio : devices.addNext(radio);
  const forget = () => {
    if (typeof radio !== 'number') devices.remove(deviceId);
  };
  try {
    const central = start(deviceId, forget);
    await central.ready;
    return central;
  } catch (error) {
    forget();
    throw error;
  }
}
function start(deviceId, forget) {
  const require3 = createRequire4(import.meta.url);
  const NobleConstructor = require3('@abandonware/noble/lib/noble');
  const Bindings = require3('@abandonware/noble/lib/hci-socket/bindings');
  const bindings = new Bindings({ deviceId });
  const hci2 = bindings._hci;
  hci2._userChannel = true;
  const noble = new NobleConstructor(bindings);
  let settleClosed = () => {};
  const closed = new Promise((resolve) => {
    settleClosed = resolve;
  });
  const ready = new Promise((resolve, reject) => {
    hci2._socket.on('error', (error) => {
      settleClosed(error);
      reject(error);
    });
    bindings.on('stateChange', (state) => {
      if (state === 'poweredOn') resolve();
      else if (state === 'unsupported' || state === 'unauthorized')
        reject(new Error(`the radio is ${state}`));
    });
  });
  hci2.once('readLocalVersion', () => hci2.readLeBufferSize());
  guardDeadHandles(hci2);
  answerParameterRequests(hci2);
  startQuietly(noble);
  return {
    noble,
    deviceId,
    closed,
    ready,
    close: async () => {
      await Promise.race([disconnectAll(hci2), closed]);
      hci2._socket.stop();
      forget();
      settleClosed(null);
    },
  };
}
async function disconnectAll(hci2) {
  if (hci2._aclConnections.size === 0) return;
  const done = new Promise((resolve) => {
    hci2.on('disconnComplete', () => {
      if (hci2._aclConnections.size === 0) resolve();
    });
  });
  for (const handle of hci2._aclConnections.keys()) hci2.disconnect(handle);
  await done;
}
function startQuietly(noble) {
  const before = ['SIGINT', 'exit'].map((event2) => [event2, process.rawListeners(event2)]);
  void noble.state;
  for (const [event2, known] of before) {
    for (const listener of process.rawListeners(event2)) {
      if (!known.includes(listener)) process.removeListener(event2, listener);
    }
  }
}
function guardDeadHandles(hci2) {
  const flush = hci2.flushAcl.bind(hci2);
  hci2.flushAcl = async () => {
    for (;;) {
      try {
        await flush();
        return;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
  };
}
function answerParameterRequests(hci2) {
  hci2.on('aclDataPkt', (handle, cid, data) => {
    if (cid !== signalingCid || data[0] !== parameterUpdateRequest2 || data.length < 12) return;
    if (process.env.HCI_CHANNEL_USER || process.platform !== 'linux') return;
    const accepted = Buffer.from([parameterUpdateResponse2, data[1] ?? 0, 2, 0, 0, 0]);
    void hci2.writeAclDataPkt(handle, signalingCid, accepted);
    const [least, most] = [data.readUInt16LE(4) * 1.25, data.readUInt16LE(6) * 1.25];
    hci2.connUpdateLe(handle, least, most, data.readUInt16LE(8), data.readUInt16LE(10) * 10);
  });
}

// ../../tmp/zz-driver.ts
var [hubId, ...phoneIds] = process.argv.slice(2).map((n) => Number(n.slice(3)));
var say = (...a) => console.log(...a);
var hci = () => {
  try {
    return readFileSync2('/proc/net/hci', 'utf8').trim().split('\n').length - 1;
  } catch {
    return -1;
  }
};
var open = (deviceId) =>
  openBleTransport({
    deviceId,
    hubName: 'Kernel hub',
    roomId: 'KRNL',
    info: () => Buffer.alloc(300, 9),
    log: { info: say, warn: say },
  });
var flat2 = (u) => u.replaceAll('-', '');
var until = async (f) => {
  while (!f()) await new Promise((r) => setTimeout(r, 20));
};
say('hci sockets before', hci());
var t0 = performance.now();
var t = await open(hubId);
say('opened', t.status, Math.round(performance.now() - t0), 'ms; sockets', hci());
await until(() => t.status.advertising === 'on');
t.links$.subscribe((link) => {
  const slot = link.claimSlot();
  slots.set(link.remote.slice(0, 17), slot);
  say('link', link.id, link.remote, 'slot', slot);
  const w = [];
  const flush = () => {
    while (w[0] && link.trySend(w[0])) w.shift();
  };
  link.writable$.subscribe(flush);
  link.frames$.subscribe((f) => {
    w.push(f);
    flush();
  });
  link.closed$.subscribe((c2) => say('closed', c2));
});
var slots = /* @__PURE__ */ new Map();
var play = async (id) => {
  const c2 = await createNobleCentral(id);
  const found = new Promise((r) => c2.noble.once('discover', r));
  await c2.noble.startScanningAsync([flat2(gatt.service)], false);
  const p2 = await found;
  say('found', p2.advertisement.localName, p2.advertisement.manufacturerData?.toString('hex'));
  await c2.noble.stopScanningAsync();
  await p2.connectAsync();
  const { characteristics } = await p2.discoverSomeServicesAndCharacteristicsAsync([flat2(gatt.service)], []);
  const ch = (u) => characteristics.find((x) => x.uuid === flat2(u));
  say(
    'mtu',
    p2.mtu,
    'characteristics',
    characteristics.length,
    'info',
    (await ch(gatt.info).readAsync()).length,
  );
  await ch(gatt.control).subscribeAsync();
  let back = new Promise((r) => ch(gatt.control).once('data', r));
  await ch(gatt.control).writeAsync(Buffer.from([1, 2]), false);
  say('control echo', await back);
  const mine = gatt.player(slots.get(c2.noble.address));
  await ch(mine).subscribeAsync();
  const rtts = [];
  for (let n = 0; n < 200; n++) {
    const at = performance.now();
    back = new Promise((r) => ch(mine).once('data', r));
    await ch(mine).writeAsync(Buffer.from([1, n]), true);
    await back;
    rtts.push(performance.now() - at);
  }
  rtts.sort((a, b) => a - b);
  say('rtt p50', rtts[100], 'p99', rtts[198], t.counters);
  return { c: c2, p: p2 };
};
var all = await Promise.all(phoneIds.map((id) => play(id)));
var { c, p } = all[0];
var gone = new Promise((r) => p.once('disconnect', r));
t0 = performance.now();
await t.stop();
say('stopped in', Math.round(performance.now() - t0), 'ms; sockets', hci());
await gone;
say('phone saw it');
for (const { c: c2 } of all) c2.close();
say('after closing phones', hci());
t = await open(hubId);
say('opened again in the same process', t.status, 'sockets', hci());
t.status$.subscribe((s) => say('status', s));
say('READY-UNPLUG');
await until(() => t.status.state === 'lost');
say('LOST', 'sockets', hci());
await until(() => t.status.state === 'up');
say('BACK', 'sockets', hci());
await t.stop();
say('WANT-BUSY');
for (let n = 0; n < 100; n++) {
  try {
    const x = await open(phoneIds[0]);
    await x.stop();
    await new Promise((r) => setTimeout(r, 300));
  } catch (e) {
    say('error', e.code, '|', e.message, '|', e.detail, 'sockets', hci());
    if (e.code === 'busy') break;
    await new Promise((r) => setTimeout(r, 300));
  }
}
say('fds', readdirSync2('/proc/self/fd').length);
say('DONE');
process.exit(0);
