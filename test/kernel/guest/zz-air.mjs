// phone-sim/radio/address.ts
var pattern = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
function parseAddress(text) {
  const address = text.toLowerCase();
  if (!pattern.test(address)) {
    throw new TypeError(`"${text}" is not a Bluetooth address; write it like c0:ff:ee:00:00:01`);
  }
  return address;
}
function addressBytes(address) {
  return address
    .split(':')
    .map((byte) => Number.parseInt(byte, 16))
    .reverse();
}
function readAddress(bytes, offset) {
  return Array.from(bytes.subarray(offset, offset + 6), (byte) => byte.toString(16).padStart(2, '0'))
    .reverse()
    .join(':');
}
function addressKey(address) {
  return `${address.type}/${address.address}`;
}

// phone-sim/radio/hci/codes.ts
var Status = {
  success: 0,
  unknownCommand: 1,
  unknownConnection: 2,
  memoryCapacity: 7,
  supervisionTimeout: 8,
  connectionLimit: 9,
  connectionExists: 11,
  commandDisallowed: 12,
  unsupportedParameter: 17,
  invalidParameters: 18,
  remoteUserEnded: 19,
  localHostEnded: 22,
  unsupportedRemoteFeature: 26,
  controllerBusy: 58,
};
var EventCode = {
  disconnectionComplete: 5,
  readRemoteVersionComplete: 12,
  commandComplete: 14,
  commandStatus: 15,
  numberOfCompletedPackets: 19,
  dataBufferOverflow: 26,
  leMeta: 62,
};
var LeEvent = {
  connectionComplete: 1,
  advertisingReport: 2,
  connectionUpdateComplete: 3,
  readRemoteFeaturesComplete: 4,
  dataLengthChange: 7,
};
var ReportType = {
  connectable: 0,
  directed: 1,
  scannable: 2,
  nonConnectable: 3,
  scanResponse: 4,
};
function opcode(ogf, ocf) {
  return (ogf << 10) | ocf;
}
var Role = { central: 0, peripheral: 1 };
var Version = { hci: 9, manufacturer: 65535, subversion: 1 };
var leFeatures = Uint8Array.of((1 << 3) | (1 << 5), 0, 0, 0, 0, 0, 0, 0);

// phone-sim/radio/controller-state.ts
function controllerConfig(options, address) {
  const maxOctets = within('maxOctets', options.maxOctets ?? 251, 27, 251);
  return {
    address,
    aclLength: within('aclLength', options.aclLength ?? 251, 27, 251),
    aclBuffers: within('aclBuffers', options.aclBuffers ?? 8, 1, 255),
    maxLinks: within('maxLinks', options.maxLinks ?? 20, 1, 128),
    firstHandle: within('firstHandle', options.firstHandle ?? 64, 0, 3584),
    advertiseWhileConnected: options.advertiseWhileConnected ?? true,
    maxOctets,
    suggestedOctets: within('suggestedOctets', options.suggestedOctets ?? maxOctets, 27, maxOctets),
  };
}
function within(name, value, low, high) {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(
      `${name} of a virtual controller must be a whole number from ${low} to ${high}, not ${value}`,
    );
  }
  return value;
}
var acceptListSize = 32;
var seenLimit = 1024;
function initialState(config) {
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
      seen: /* @__PURE__ */ new Set(),
    },
    initiating: null,
    acceptList: /* @__PURE__ */ new Map(),
  };
}
function rememberReport(scanning, key) {
  if (!scanning.filterDuplicates) return true;
  if (scanning.seen.has(key)) return false;
  if (scanning.seen.size >= seenLimit) scanning.seen.clear();
  scanning.seen.add(key);
  return true;
}

// phone-sim/radio/hci/events.ts
function event(code, parameters) {
  const packet = Buffer.alloc(3 + parameters.length);
  packet[0] = 4;
  packet[1] = code;
  packet[2] = parameters.length;
  packet.set(parameters, 3);
  return packet;
}
function leEvent(subevent, parameters) {
  return event(EventCode.leMeta, [subevent, ...Array.from(parameters)]);
}
var le16 = (value) => [value & 255, (value >> 8) & 255];
function commandComplete(code, parameters) {
  return event(EventCode.commandComplete, [1, ...le16(code), ...Array.from(parameters)]);
}
function commandStatus(code, status) {
  return event(EventCode.commandStatus, [status, 1, ...le16(code)]);
}
function disconnectionComplete(handle, reason) {
  return event(EventCode.disconnectionComplete, [0, ...le16(handle), reason]);
}
function completedPackets(handle, count) {
  return event(EventCode.numberOfCompletedPackets, [1, ...le16(handle), ...le16(count)]);
}
function aclOverflow() {
  return event(EventCode.dataBufferOverflow, [1]);
}
function remoteVersion(handle) {
  return event(EventCode.readRemoteVersionComplete, [
    0,
    ...le16(handle),
    Version.hci,
    ...le16(Version.manufacturer),
    ...le16(Version.subversion),
  ]);
}
function remoteFeatures(handle) {
  return leEvent(LeEvent.readRemoteFeaturesComplete, [0, ...le16(handle), ...leFeatures]);
}
function connectionComplete(status, handle, role, peer, parameters) {
  return leEvent(LeEvent.connectionComplete, [
    status,
    ...le16(handle),
    role,
    peer.type,
    ...addressBytes(peer.address),
    ...le16(parameters.interval),
    ...le16(parameters.latency),
    ...le16(parameters.timeout),
    5,
    // central's clock accuracy: 50 ppm
  ]);
}
function connectionUpdateComplete(status, handle, parameters) {
  return leEvent(LeEvent.connectionUpdateComplete, [
    status,
    ...le16(handle),
    ...le16(parameters.interval),
    ...le16(parameters.latency),
    ...le16(parameters.timeout),
  ]);
}
function dataLengthChange(handle, tx, rx) {
  return leEvent(LeEvent.dataLengthChange, [
    ...le16(handle),
    ...le16(tx),
    ...le16((tx + 14) * 8),
    ...le16(rx),
    ...le16((rx + 14) * 8),
  ]);
}
function advertisingReport(type, from, data, rssi) {
  return leEvent(LeEvent.advertisingReport, [
    1,
    type,
    from.type,
    ...addressBytes(from.address),
    data.length,
    ...data,
    rssi & 255,
  ]);
}

// phone-sim/radio/link-end.ts
var LinkEnd = class {
  link;
  controller;
  role;
  handle;
  peerAddress;
  queue = [];
  /** Longest payload this side may send, data length procedure included. */
  txOctets = 27;
  /** Longest payload this side asked to send. */
  wantedOctets;
  /** Moment of the last packet received from the peer. */
  lastHeard;
  open = true;
  /** Set once its host asked to disconnect. */
  ending = false;
  #completed = 0;
  constructor(link, controller, role, peerAddress, now) {
    this.link = link;
    this.controller = controller;
    this.role = role;
    this.handle = controller.freeHandle();
    this.peerAddress = peerAddress;
    this.wantedOctets = controller.state.suggestedOctets;
    this.lastHeard = now;
    controller.links.set(this.handle, this);
  }
  get peer() {
    return this.role === Role.central ? this.link.peripheral : this.link.central;
  }
  /** True when there is a PDU the peer has not got yet. */
  get hasNew() {
    return this.queue.length > (this.queue[0]?.delivered ? 1 : 0);
  }
  /** Cuts one HCI ACL packet into link-layer PDUs; its buffer is given back when the last one is acknowledged. */
  sendAcl(start, payload) {
    for (let offset = 0; offset < payload.length; offset += this.txOctets) {
      const part = payload.subarray(offset, offset + this.txOctets);
      this.queue.push({
        size: part.length,
        data: {
          start: start && offset === 0,
          payload: part,
          lastOfPacket: offset + part.length === payload.length,
        },
        control: null,
        delivered: false,
      });
    }
    this.link.wake();
  }
  /** Queues a control PDU, before data but after what is already on the air. */
  sendControl(size, control) {
    let index = this.queue[0]?.delivered ? 1 : 0;
    while (this.queue[index]?.control) index++;
    this.queue.splice(index, 0, { size, data: null, control, delivered: false });
    this.link.wake();
  }
  /** The peer acknowledged the first PDU of the queue. */
  acknowledged() {
    if (this.queue.shift()?.data?.lastOfPacket) this.#completed++;
  }
  /** Gives acknowledged buffers back to the host, one event for all of a connection event. */
  reportCompleted() {
    if (this.#completed === 0) return;
    this.controller.usedBuffers -= this.#completed;
    this.controller.emit(completedPackets(this.handle, this.#completed));
    this.#completed = 0;
  }
  /** Frees handle, queue and buffers. The host takes unacknowledged packets as flushed (Vol 4 Part E section 4.1.1). */
  release() {
    if (!this.open) return;
    this.open = false;
    const unacknowledged = this.queue.reduce(
      (n, pdu) => n + (pdu.data?.lastOfPacket ? 1 : 0),
      this.#completed,
    );
    this.controller.usedBuffers = Math.max(0, this.controller.usedBuffers - unacknowledged);
    this.queue.length = 0;
    this.#completed = 0;
    this.controller.links.delete(this.handle);
  }
};

// phone-sim/radio/h4.ts
var PacketType = { command: 1, acl: 2, event: 4 };
var AclBoundary = { firstNonFlushable: 0, continuing: 1, firstFlushable: 2 };
var H4Error = class extends Error {
  name = 'H4Error';
};
var shapes = {
  [PacketType.command]: { header: 4, length: (h) => h.readUInt8(3) },
  [PacketType.acl]: { header: 5, length: (h) => h.readUInt16LE(3) },
  [PacketType.event]: { header: 3, length: (h) => h.readUInt8(2) },
};
var H4Parser = class {
  #accepted;
  #maxPayload;
  #rest = Buffer.alloc(0);
  /** @param accepted packet types that may come; @param maxPayload longest ACL payload taken as sane, in bytes */
  constructor(accepted, maxPayload = 1024) {
    this.#accepted = accepted;
    this.#maxPayload = maxPayload;
  }
  /** The whole packets so far. Throws H4Error on an unknown type or an absurd length; use no more after that. */
  push(chunk) {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const packets = [];
    for (;;) {
      const size = this.#sizeOf(bytes);
      if (size === null || bytes.length < size) break;
      packets.push(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    this.#rest = bytes.length > 0 ? Buffer.from(bytes) : bytes;
    return packets;
  }
  #sizeOf(bytes) {
    const type = bytes[0];
    if (type === void 0) return null;
    const shape = this.#accepted.includes(type) ? shapes[type] : void 0;
    if (!shape) throw new H4Error(`packet type 0x${type.toString(16)} is not expected here`);
    if (bytes.length < shape.header) return null;
    const length = shape.length(bytes);
    if (length > this.#maxPayload) throw new H4Error(`packet of ${length} bytes is over ${this.#maxPayload}`);
    return shape.header + length;
  }
};
function aclPacket(handle, boundary, payload) {
  const packet = Buffer.alloc(5 + payload.length);
  packet[0] = PacketType.acl;
  packet.writeUInt16LE(handle | (boundary << 12), 1);
  packet.writeUInt16LE(payload.length, 3);
  packet.set(payload, 5);
  return packet;
}

// phone-sim/radio/link-event.ts
var interFrameSpace = 150;
var overheadBytes = 10;
function airtime(pdu) {
  return ((pdu?.size ?? 0) + overheadBytes) * 8 + interFrameSpace;
}
function exchange(link, at) {
  const { air, central, peripheral } = link;
  let budget = air.eventBudget(link);
  for (let turn = 0; turn < air.options.packetsPerEvent; turn++) {
    const fromCentral = central.queue[0];
    let fromPeripheral = peripheral.queue[0];
    const cost = airtime(fromCentral) + airtime(fromPeripheral);
    if (turn > 0 && (cost > budget || !(central.hasNew || peripheral.hasNew))) break;
    budget -= cost;
    if (air.lost(link)) return turn > 0;
    peripheral.lastHeard = at;
    receive(peripheral, fromCentral, at);
    if (!central.open || !peripheral.open) return true;
    if (fromPeripheral?.delivered) {
      peripheral.acknowledged();
      fromPeripheral = peripheral.queue[0];
    }
    if (air.lost(link)) return turn > 0;
    central.lastHeard = at;
    if (fromCentral?.delivered) central.acknowledged();
    const stuck = fromCentral !== void 0 && !fromCentral.delivered;
    receive(central, fromPeripheral, at);
    if (!central.open || !peripheral.open) return true;
    if (stuck || (fromPeripheral && !fromPeripheral.delivered)) break;
  }
  return true;
}
function receive(receiver, pdu, at) {
  const { air } = receiver.link;
  if (!pdu) return;
  if (pdu.delivered) {
    air.stats.repeats++;
    return;
  }
  if (pdu.data && receiver.controller.hostCongested()) {
    air.stats.refusedByHost++;
    return;
  }
  pdu.delivered = true;
  air.stats.delivered++;
  if (pdu.data) {
    const boundary = pdu.data.start ? AclBoundary.firstFlushable : AclBoundary.continuing;
    receiver.controller.toHost(aclPacket(receiver.handle, boundary, pdu.data.payload));
    air.trace('data', receiver, { bytes: pdu.size }, at);
  } else pdu.control?.(at);
}

// phone-sim/radio/link-procedures.ts
var instantEvents = 6;
function terminate(end, reason) {
  const { link } = end;
  end.ending = true;
  end.sendControl(2, (at) => {
    link.close(end.peer, reason, at);
    link.close(end, Status.localHostEnded, at);
  });
}
function updateConnection(link, next) {
  link.updating = true;
  link.central.sendControl(12, (at) => {
    const instant = at + instantEvents * link.interval;
    link.air.schedule(instant, () => {
      link.updating = false;
      for (const end of link.ends) {
        if (end.open) end.controller.emit(connectionUpdateComplete(Status.success, end.handle, next));
      }
      link.air.trace('update', link.central, { interval: next.interval }, instant);
      link.applyParameters(next, instant);
    });
  });
}
function setDataLength(link) {
  const before2 = link.ends.map((end) => end.txOctets);
  for (const end of link.ends) {
    end.txOctets = Math.min(end.wantedOctets, end.peer.controller.config.maxOctets);
  }
  if (link.ends.every((end, i) => end.txOctets === before2[i])) return;
  for (const end of link.ends) {
    end.controller.emit(dataLengthChange(end.handle, end.txOctets, end.peer.txOctets));
  }
}

// phone-sim/radio/link.ts
var busyLoss = 0.1;
var Link = class {
  air;
  central;
  peripheral;
  parameters;
  #anchor;
  #wake = null;
  #supervision = null;
  /** The pending event is a later one, because a peripheral with latency sleeps through those before it. */
  #skipping = false;
  /** Between a connection update's command and its instant. */
  updating = false;
  /** No packet passes: the supervision timeouts run from the last event. */
  #silent = false;
  constructor(air, central, peripheral, parameters, anchor) {
    const now = air.now();
    this.air = air;
    this.parameters = parameters;
    this.#anchor = anchor;
    this.central = new LinkEnd(this, central.controller, Role.central, peripheral.address, now);
    this.peripheral = new LinkEnd(this, peripheral.controller, Role.peripheral, central.address, now);
  }
  /** To be called once both hosts know of the link. */
  start() {
    setDataLength(this);
    this.review();
  }
  /** Milliseconds between connection events. */
  get interval() {
    return this.parameters.interval * 1.25;
  }
  /** Milliseconds without a packet after which a side gives the link up. */
  get supervisionTimeout() {
    return this.parameters.timeout * 10;
  }
  get ends() {
    return [this.central, this.peripheral];
  }
  get #whole() {
    return this.central.open && this.peripheral.open;
  }
  /** Whether packets can pass at all right now. */
  get audible() {
    return this.#whole && this.air.audible(this.central.controller, this.peripheral.controller);
  }
  /** Sees to it that the next connection event is simulated. Cheap when it is already. */
  wake() {
    if (this.#wake) {
      if (!this.#skipping || this.peripheral.queue.length === 0) return;
      this.air.cancel(this.#wake);
    } else if (!this.audible) {
      this.#fallSilent();
      return;
    } else this.#heardUntilNow();
    this.#scheduleEvent(this.air.now());
  }
  /** While nothing was simulated empty packets went to and fro: both sides heard each other at the last event. */
  #heardUntilNow() {
    if (this.#silent || this.#wake) return;
    const last = this.#anchorBefore(this.air.now());
    for (const end of this.ends) end.lastHeard = Math.max(end.lastHeard, last);
  }
  #scheduleEvent(after) {
    let event2 = this.#eventsUntil(after) + 1;
    const skip = this.parameters.latency + 1;
    this.#skipping = skip > 1 && this.peripheral.queue.length === 0;
    if (this.#skipping) event2 = Math.ceil(event2 / skip) * skip;
    this.#wake = this.air.schedule(this.#anchor + Math.max(0, event2) * this.interval, (at) =>
      this.#event(at),
    );
  }
  #event(at) {
    this.#wake = null;
    if (!this.audible) {
      this.#fallSilent();
      return;
    }
    const heard = exchange(this, at);
    for (const end of this.ends) if (end.open) end.reportCompleted();
    if (!heard) this.#armSupervision();
    if (!this.#whole) return;
    const pending = this.central.queue.length > 0 || this.peripheral.queue.length > 0;
    if (pending || this.#mustRunEmpty()) this.#scheduleEvent(Math.max(at, this.air.now() - this.interval));
  }
  #mustRunEmpty() {
    return this.air.lossBetween(this.central.controller, this.peripheral.controller) > busyLoss;
  }
  #anchorBefore(now) {
    return this.#anchor + this.#eventsUntil(now) * this.interval;
  }
  #eventsUntil(now) {
    return Math.floor((now - this.#anchor) / this.interval + 1e-6);
  }
  /** Range, loss or a radio's presence changed: starts or ends the silence on this link. */
  review() {
    if (!this.central.open && !this.peripheral.open) return;
    if (!this.audible) {
      this.#fallSilent();
      return;
    }
    if (this.#silent) {
      this.#silent = false;
      this.air.cancel(this.#supervision);
      this.#supervision = null;
      for (const end of this.ends) end.lastHeard = this.air.now();
    }
    if (this.#mustRunEmpty() || this.central.queue.length + this.peripheral.queue.length > 0) this.wake();
  }
  /** Nothing passes any more. From the last event on, each side counts to its supervision timeout. */
  #fallSilent() {
    if (this.#silent) return;
    this.#heardUntilNow();
    this.#silent = true;
    for (const entry of [this.#wake, this.#supervision]) this.air.cancel(entry);
    this.#wake = this.#supervision = null;
    this.#armSupervision();
  }
  #armSupervision() {
    if (this.#supervision) return;
    const open = this.ends.filter((end) => end.open);
    if (open.length === 0) return;
    const first = Math.min(...open.map((end) => end.lastHeard));
    this.#supervision = this.air.schedule(first + this.supervisionTimeout, (at) => this.#supervise(at));
  }
  #supervise(at) {
    this.#supervision = null;
    if (this.audible && !this.#wake) return;
    let waiting = false;
    for (const end of this.ends) {
      if (!end.open) continue;
      if (end.lastHeard + this.supervisionTimeout <= at) {
        this.close(end, end.ending ? Status.localHostEnded : Status.supervisionTimeout, at);
      } else waiting = true;
    }
    if (waiting) this.#armSupervision();
  }
  /** Ends one side with an event to its host. The other side is left to notice. */
  close(end, reason, at) {
    if (!end.open) return;
    end.reportCompleted();
    end.release();
    end.controller.emit(disconnectionComplete(end.handle, reason));
    this.air.trace('disconnect', end, { reason }, at);
    this.air.linkEnded(this, end);
    if (end.peer.open) this.#fallSilent();
    else this.#cancelAll();
  }
  /** A side is gone without a word (reset, unplugged): no event to its host, silence for the peer. */
  abandon(end) {
    if (!end.open) return;
    end.release();
    this.air.trace('abandon', end, {}, this.air.now());
    this.air.linkEnded(this, end);
    if (end.peer.open) this.#fallSilent();
    else this.#cancelAll();
  }
  #cancelAll() {
    for (const entry of [this.#wake, this.#supervision]) this.air.cancel(entry);
    this.#wake = this.#supervision = null;
  }
  /** A new set of parameters is in force from `instant` on, which is the first event of the new grid. */
  applyParameters(next, instant) {
    if (!this.#whole) return;
    this.#heardUntilNow();
    this.parameters = next;
    this.#anchor = instant;
    this.air.cancel(this.#wake);
    this.#wake = null;
    this.review();
  }
};

// phone-sim/radio/advertising.ts
var advertisingDelay = 10;
var slowestDirected = 4;
var AdvertisingChannels = class {
  #air;
  #events = /* @__PURE__ */ new Map();
  constructor(air) {
    this.#air = air;
  }
  /** Someone began or ended advertising, scanning or initiating. Nobody listening: nothing is simulated. */
  refresh() {
    const listening = this.#air.controllers.some((c) => listens(c));
    for (const controller of this.#air.controllers) {
      const event2 = this.#events.get(controller);
      const wanted = listening && controller.state.advertising.enabled;
      if (wanted && !event2) {
        this.#schedule(
          controller,
          this.#air.now() + this.#air.random() * controller.state.advertising.interval,
        );
      } else if (!wanted && event2) this.#drop(controller, event2);
    }
  }
  removed(controller) {
    const event2 = this.#events.get(controller);
    if (event2) this.#drop(controller, event2);
    this.refresh();
  }
  #drop(controller, event2) {
    this.#air.cancel(event2);
    this.#events.delete(controller);
  }
  #schedule(controller, moment) {
    this.#events.set(
      controller,
      this.#air.schedule(moment, (at) => this.#event(controller, at)),
    );
  }
  #event(advertiser, at) {
    const { interval } = advertiser.state.advertising;
    const next = at + interval + this.#air.random() * advertisingDelay;
    this.#schedule(advertiser, Math.max(next, this.#air.now()));
    this.#air.stats.advertisingEvents++;
    const candidates = [];
    for (const listener of this.#air.controllers) {
      if (listener === advertiser || !listens(listener)) continue;
      const rssi = this.#air.rssi(advertiser, listener);
      if (rssi === null) continue;
      if (listener.state.scanning.enabled) this.#scan(advertiser, listener, rssi);
      if (this.#initiates(advertiser, listener)) candidates.push(listener);
    }
    const chosen = candidates[Math.floor(this.#air.random() * candidates.length)];
    if (chosen) this.#connect(chosen, advertiser, at);
  }
  #passes(a, b) {
    const loss = this.#air.lossBetween(a, b);
    return loss === 0 || this.#air.random() >= loss;
  }
  #scan(advertiser, scanner, rssi) {
    const { advertising } = advertiser.state;
    const { scanning } = scanner.state;
    const from = advertiser.ownAddress(advertising.ownAddressType);
    if ((scanning.filterPolicy & 1) === 1 && !scanner.accepts(from)) return;
    const directed = advertising.type === ReportType.directed || advertising.type === slowestDirected;
    const me = scanner.ownAddress(scanning.ownAddressType);
    if (directed && addressKey(me) !== addressKey(advertising.target)) return;
    if (scanning.duty < 1 && this.#air.random() >= scanning.duty) return;
    if (!this.#passes(advertiser, scanner)) return;
    const report = (type, data) => {
      if (!rememberReport(scanning, `${type}/${addressKey(from)}`)) return;
      this.#air.stats.reports++;
      scanner.emit(advertisingReport(type, from, data, rssi));
    };
    report(directed ? ReportType.directed : advertising.type, directed ? Buffer.alloc(0) : advertising.data);
    const scannable =
      advertising.type === ReportType.connectable || advertising.type === ReportType.scannable;
    if (!scanning.active || !scannable) return;
    if ((advertising.filterPolicy & 1) === 1 && !advertiser.accepts(me)) return;
    if (this.#passes(advertiser, scanner) && this.#passes(advertiser, scanner)) {
      report(ReportType.scanResponse, advertising.scanResponse);
    }
  }
  /** Whether this initiator hears the advertiser, wants it, and its CONNECT_IND gets through. */
  #initiates(advertiser, initiator) {
    const { initiating } = initiator.state;
    const { advertising } = advertiser.state;
    if (!initiating) return false;
    const from = advertiser.ownAddress(advertising.ownAddressType);
    const me = initiator.ownAddress(initiating.ownAddressType);
    if (advertising.type === slowestDirected) {
      if (addressKey(me) !== addressKey(advertising.target)) return false;
    } else if (advertising.type !== ReportType.connectable) return false;
    const wanted = initiating.target
      ? addressKey(initiating.target) === addressKey(from)
      : initiator.accepts(from);
    if (!wanted || ((advertising.filterPolicy & 2) === 2 && !advertiser.accepts(me))) return false;
    if (initiator.linkTo(from) || advertiser.linkTo(me)) return false;
    if (initiator.links.size >= initiator.config.maxLinks) return false;
    if (advertiser.links.size >= advertiser.config.maxLinks) return false;
    if (initiating.duty < 1 && this.#air.random() >= initiating.duty) return false;
    return this.#passes(advertiser, initiator) && this.#passes(advertiser, initiator);
  }
  #connect(initiator, advertiser, at) {
    const { initiating } = initiator.state;
    if (!initiating) return;
    const { advertising } = advertiser.state;
    const central = { controller: initiator, address: initiator.ownAddress(initiating.ownAddressType) };
    const peripheral = { controller: advertiser, address: advertiser.ownAddress(advertising.ownAddressType) };
    initiator.state.initiating = null;
    advertising.enabled = false;
    const parameters = this.#air.connectionParameters(initiating);
    const slots = Math.floor(this.#air.random() * parameters.interval);
    const link = new Link(this.#air, central, peripheral, parameters, at + 1.25 + slots * 1.25);
    for (const end of link.ends) {
      end.controller.emit(
        connectionComplete(Status.success, end.handle, end.role, end.peerAddress, parameters),
      );
    }
    this.#air.trace('connect', link.central, { interval: parameters.interval, peer: advertiser.id }, at);
    this.#air.linkStarted(link);
    link.start();
    this.refresh();
  }
  /** Ends the Initiating state without a connection (LE Create Connection Cancel). */
  cancelInitiating(controller) {
    if (!controller.state.initiating) return false;
    controller.state.initiating = null;
    controller.emit(
      connectionComplete(
        Status.unknownConnection,
        0,
        Role.central,
        { address: '00:00:00:00:00:00', type: 0 },
        { interval: 0, latency: 0, timeout: 0 },
      ),
    );
    this.refresh();
    return true;
  }
};
function listens(controller) {
  return controller.state.scanning.enabled || controller.state.initiating !== null;
}

// phone-sim/radio/clock.ts
import { performance } from 'node:perf_hooks';

// phone-sim/radio/heap.ts
var Heap = class {
  #items = [];
  #order = 0;
  get size() {
    return this.#items.length;
  }
  /** The smallest key, or undefined when empty. */
  peekKey() {
    return this.#items[0]?.key;
  }
  peek() {
    return this.#items[0]?.value;
  }
  push(key, value) {
    const items = this.#items;
    const added = { key, order: this.#order++, value };
    let index = items.length;
    items.push(added);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (!above || !before(added, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = added;
  }
  pop() {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (!top || !last || items.length === 0) return top?.value;
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const right = left + 1;
      let child = left;
      const l = items[left];
      const r = items[right];
      if (!l) break;
      let least = l;
      if (r && before(r, l)) {
        child = right;
        least = r;
      }
      if (!before(least, last)) break;
      items[index] = least;
      index = child;
    }
    items[index] = last;
    return top.value;
  }
};
function before(a, b) {
  return a.key < b.key || (a.key === b.key && a.order < b.order);
}

// phone-sim/radio/clock.ts
var RealClock = class {
  now() {
    return performance.now();
  }
  setTimer(ms, fn) {
    const timer = setTimeout(fn, Math.max(0, Math.ceil(ms)));
    return () => clearTimeout(timer);
  }
};

// phone-sim/radio/hci/commands-advertising.ts
var le = (ocf) => opcode(8, ocf);
var noAddress = '00:00:00:00:00:00';
var lowDutyDirected = 4;
function dataOf(parameters) {
  const length = parameters[0] ?? 0;
  return length > 31 ? null : Buffer.from(parameters.subarray(1, 1 + length));
}
function enable(c, value) {
  const { advertising } = c.state;
  if (value === 0) {
    advertising.enabled = false;
    c.air.rolesChanged();
    return Status.success;
  }
  if (value !== 1) return Status.invalidParameters;
  if (advertising.ownAddressType === 1 && c.state.randomAddress === noAddress)
    return Status.invalidParameters;
  const connectable = advertising.type === ReportType.connectable || advertising.type === lowDutyDirected;
  if (connectable && c.links.size >= c.config.maxLinks) return Status.connectionLimit;
  if (connectable && c.links.size > 0 && !c.config.advertiseWhileConnected) return Status.commandDisallowed;
  advertising.enabled = true;
  c.air.rolesChanged();
  return Status.success;
}
var advertisingCommands = [
  {
    name: 'LE Set Random Address',
    opcode: le(5),
    supported: [25, 4],
    length: 6,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { advertising, scanning, initiating } = c.state;
      if (advertising.enabled || scanning.enabled || initiating) return Status.commandDisallowed;
      c.state.randomAddress = readAddress(p, 0);
      return Status.success;
    },
  },
  {
    name: 'LE Set Advertising Parameters',
    opcode: le(6),
    supported: [25, 5],
    length: 15,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { advertising } = c.state;
      if (advertising.enabled) return Status.commandDisallowed;
      const [least, most] = [p.readUInt16LE(0), p.readUInt16LE(2)];
      const type = p[4] ?? 0;
      const own = p[5] ?? 0;
      const policy = p[14] ?? 0;
      if (type === ReportType.directed || own === 2 || own === 3) return Status.unsupportedParameter;
      if (type > lowDutyDirected || own > 3 || policy > 3) return Status.invalidParameters;
      if (least < 32 || most > 16384 || least > most) return Status.invalidParameters;
      advertising.interval = most * 0.625;
      advertising.type = type;
      advertising.ownAddressType = own === 1 ? 1 : 0;
      advertising.target = { address: readAddress(p, 7), type: p[6] === 1 ? 1 : 0 };
      advertising.filterPolicy = policy;
      return Status.success;
    },
  },
  {
    name: 'LE Read Advertising Physical Channel Tx Power',
    opcode: le(7),
    supported: [25, 6],
    length: 0,
    answer: 'complete',
    returns: 1,
    run: () => [0],
  },
  {
    name: 'LE Set Advertising Data',
    opcode: le(8),
    supported: [25, 7],
    length: 32,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const data = dataOf(p);
      if (!data) return Status.invalidParameters;
      c.state.advertising.data = data;
      return Status.success;
    },
  },
  {
    name: 'LE Set Scan Response Data',
    opcode: le(9),
    supported: [26, 0],
    length: 32,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const data = dataOf(p);
      if (!data) return Status.invalidParameters;
      c.state.advertising.scanResponse = data;
      return Status.success;
    },
  },
  {
    name: 'LE Set Advertising Enable',
    opcode: le(10),
    supported: [26, 1],
    length: 1,
    answer: 'complete',
    returns: 0,
    run: (c, p) => enable(c, p[0]),
  },
];

// phone-sim/radio/hci/command.ts
function linkOf(controller, parameters) {
  return controller.links.get(parameters.readUInt16LE(0) & 4095);
}
var le162 = (value) => [value & 255, (value >> 8) & 255];

// phone-sim/radio/hci/commands-baseband.ts
var base = (ocf) => opcode(3, ocf);
var le2 = (ocf) => opcode(8, ocf);
var basebandCommands = [
  {
    name: 'Set Event Mask',
    opcode: base(1),
    supported: [5, 6],
    length: 8,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      c.state.eventMask = p.readBigUInt64LE(0);
      return Status.success;
    },
  },
  {
    name: 'Reset',
    opcode: base(3),
    supported: [5, 7],
    length: 0,
    answer: 'complete',
    returns: 0,
    run: (c) => {
      c.reset();
      return Status.success;
    },
  },
  {
    name: 'Read Transmit Power Level',
    opcode: base(45),
    supported: [10, 2],
    length: 3,
    answer: 'complete',
    returns: 3,
    echoesHandle: true,
    run: (c, p) => (linkOf(c, p) ? [p[0] ?? 0, p[1] ?? 0, 0] : Status.unknownConnection),
  },
  {
    name: 'Set Event Mask Page 2',
    opcode: base(99),
    supported: [22, 2],
    length: 8,
    answer: 'complete',
    returns: 0,
    run: () => Status.success,
  },
  {
    name: 'Read LE Host Support',
    opcode: base(108),
    supported: [24, 5],
    length: 0,
    answer: 'complete',
    returns: 2,
    run: (c) => [c.state.leHostSupport, 0],
  },
  {
    name: 'Write LE Host Support',
    opcode: base(109),
    supported: [24, 6],
    length: 2,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      c.state.leHostSupport = p[0] ?? 0;
      return Status.success;
    },
  },
  {
    name: 'LE Set Event Mask',
    opcode: le2(1),
    supported: [25, 0],
    length: 8,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      c.state.leEventMask = p.readBigUInt64LE(0);
      return Status.success;
    },
  },
];

// phone-sim/radio/hci/commands-connection.ts
var le3 = (ocf) => opcode(8, ocf);
var linkControl = (ocf) => opcode(1, ocf);
var disconnectReasons = [5, 19, 20, 21, 26, 41, 59];
function wishAt(p, offset) {
  const wish = {
    intervalMin: p.readUInt16LE(offset),
    intervalMax: p.readUInt16LE(offset + 2),
    latency: p.readUInt16LE(offset + 4),
    timeout: p.readUInt16LE(offset + 6),
  };
  const { intervalMin, intervalMax, latency, timeout } = wish;
  if (intervalMin < 6 || intervalMax > 3200 || intervalMin > intervalMax) return null;
  if (latency > 499 || timeout < 10 || timeout > 3200) return null;
  return timeout * 10 > (1 + latency) * intervalMax * 1.25 * 2 ? wish : null;
}
function create(c, p) {
  const [interval, window] = [p.readUInt16LE(0), p.readUInt16LE(2)];
  const [policy, peerType, own] = [p[4] ?? 0, p[5] ?? 0, p[12] ?? 0];
  const wish = wishAt(p, 13);
  if (c.state.initiating) return Status.commandDisallowed;
  if (own === 2 || own === 3 || peerType === 2 || peerType === 3) return Status.unsupportedParameter;
  if (!wish || policy > 1 || peerType > 3 || own > 3 || interval < 4 || window < 4 || window > interval) {
    return Status.invalidParameters;
  }
  if (c.links.size >= c.config.maxLinks) return Status.connectionLimit;
  const target = { address: readAddress(p, 6), type: peerType === 1 ? 1 : 0 };
  if (policy === 0 && c.linkTo(target)) return Status.connectionExists;
  return () => {
    c.state.initiating = {
      target: policy === 0 ? target : null,
      ownAddressType: own === 1 ? 1 : 0,
      duty: window / interval,
      ...wish,
    };
    c.air.rolesChanged();
  };
}
var connectionCommands = [
  {
    name: 'Disconnect',
    opcode: linkControl(6),
    supported: [0, 5],
    length: 3,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      const reason = p[2] ?? 0;
      if (!end) return Status.unknownConnection;
      if (!disconnectReasons.includes(reason)) return Status.invalidParameters;
      if (end.ending) return Status.commandDisallowed;
      return () => terminate(end, reason);
    },
  },
  {
    name: 'Read Remote Version Information',
    opcode: linkControl(29),
    supported: [2, 7],
    length: 2,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      if (!end) return Status.unknownConnection;
      return () => end.sendControl(6, () => end.peer.sendControl(6, () => c.emit(remoteVersion(end.handle))));
    },
  },
  {
    name: 'LE Create Connection',
    opcode: le3(13),
    supported: [26, 4],
    length: 25,
    answer: 'status',
    returns: 0,
    run: create,
  },
  {
    name: 'LE Create Connection Cancel',
    opcode: le3(14),
    supported: [26, 5],
    length: 0,
    answer: 'complete',
    returns: 0,
    run: (c) => (c.state.initiating ? Status.success : Status.commandDisallowed),
    afterwards: (c) => c.air.channels.cancelInitiating(c),
  },
  {
    name: 'LE Connection Update',
    opcode: le3(19),
    supported: [27, 2],
    length: 14,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      const wish = wishAt(p, 2);
      if (!end) return Status.unknownConnection;
      if (!wish) return Status.invalidParameters;
      if (end.role !== Role.central) return Status.unsupportedRemoteFeature;
      if (end.link.updating) return Status.controllerBusy;
      return () => updateConnection(end.link, c.air.connectionParameters(wish));
    },
  },
  {
    name: 'LE Read Channel Map',
    opcode: le3(21),
    supported: [27, 4],
    length: 2,
    answer: 'complete',
    returns: 7,
    echoesHandle: true,
    run: (c, p) => (linkOf(c, p) ? [p[0] ?? 0, p[1] ?? 0, 255, 255, 255, 255, 31] : Status.unknownConnection),
  },
  {
    name: 'LE Read Remote Features',
    opcode: le3(22),
    supported: [27, 5],
    length: 2,
    answer: 'status',
    returns: 0,
    run: (c, p) => {
      const end = linkOf(c, p);
      if (!end) return Status.unknownConnection;
      return () =>
        end.sendControl(9, () => end.peer.sendControl(9, () => c.emit(remoteFeatures(end.handle))));
    },
  },
  {
    name: 'LE Set Data Length',
    opcode: le3(34),
    supported: [33, 6],
    length: 6,
    answer: 'complete',
    returns: 2,
    echoesHandle: true,
    run: (c, p) => {
      const end = linkOf(c, p);
      const octets = p.readUInt16LE(2);
      if (!end) return Status.unknownConnection;
      if (octets < 27 || octets > 251) return Status.invalidParameters;
      end.wantedOctets = Math.min(octets, c.config.maxOctets);
      end.sendControl(9, () => setDataLength(end.link));
      return le162(end.handle);
    },
  },
];

// phone-sim/radio/hci/commands-information.ts
var info = (ocf) => opcode(4, ocf);
var le4 = (ocf) => opcode(8, ocf);
var lmpFeatures = [0, 0, 0, 0, 96, 0, 0, 0];
var allStates = [255, 255, 255, 255, 255, 3, 0, 0];
var txTime = (octets) => (octets + 14) * 8;
var informationCommands = [
  {
    name: 'Read Local Version Information',
    opcode: info(1),
    supported: [14, 3],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => [
      Version.hci,
      ...le162(Version.subversion),
      Version.hci,
      ...le162(Version.manufacturer),
      ...le162(Version.subversion),
    ],
  },
  {
    name: 'Read Local Supported Features',
    opcode: info(3),
    supported: [14, 5],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => lmpFeatures,
  },
  {
    // No BR/EDR: this radio has LE buffers only and says so with zeroes.
    name: 'Read Buffer Size',
    opcode: info(5),
    supported: [14, 7],
    length: 0,
    answer: 'complete',
    returns: 7,
    run: () => [0, 0, 0, 0, 0, 0, 0],
  },
  {
    name: 'Read BD_ADDR',
    opcode: info(9),
    supported: [15, 1],
    length: 0,
    answer: 'complete',
    returns: 6,
    run: (c) => addressBytes(c.config.address),
  },
  {
    name: 'Read RSSI',
    opcode: opcode(5, 5),
    supported: [15, 5],
    length: 2,
    answer: 'complete',
    returns: 3,
    echoesHandle: true,
    run: (c, p) => {
      const end = linkOf(c, p);
      if (!end) return Status.unknownConnection;
      const rssi = (end.peer.open ? c.air.rssi(c, end.peer.controller) : null) ?? 127;
      return [p[0] ?? 0, p[1] ?? 0, rssi & 255];
    },
  },
  {
    name: 'LE Read Buffer Size',
    opcode: le4(2),
    supported: [25, 1],
    length: 0,
    answer: 'complete',
    returns: 3,
    run: (c) => [...le162(c.config.aclLength), c.config.aclBuffers],
  },
  {
    name: 'LE Read Local Supported Features',
    opcode: le4(3),
    supported: [25, 2],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => leFeatures,
  },
  {
    name: 'LE Read Filter Accept List Size',
    opcode: le4(15),
    supported: [26, 6],
    length: 0,
    answer: 'complete',
    returns: 1,
    run: () => [acceptListSize],
  },
  {
    name: 'LE Read Supported States',
    opcode: le4(28),
    supported: [28, 3],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: () => allStates,
  },
  {
    name: 'LE Read Suggested Default Data Length',
    opcode: le4(35),
    supported: [33, 7],
    length: 0,
    answer: 'complete',
    returns: 4,
    run: (c) => [...le162(c.state.suggestedOctets), ...le162(txTime(c.state.suggestedOctets))],
  },
  {
    name: 'LE Write Suggested Default Data Length',
    opcode: le4(36),
    supported: [34, 0],
    length: 4,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const octets = p.readUInt16LE(0);
      if (octets < 27 || octets > 251) return Status.invalidParameters;
      c.state.suggestedOctets = Math.min(octets, c.config.maxOctets);
      return Status.success;
    },
  },
  {
    name: 'LE Read Maximum Data Length',
    opcode: le4(47),
    supported: [35, 3],
    length: 0,
    answer: 'complete',
    returns: 8,
    run: (c) => {
      const { maxOctets } = c.config;
      const both = [...le162(maxOctets), ...le162(txTime(maxOctets))];
      return [...both, ...both];
    },
  },
];

// phone-sim/radio/hci/commands-scanning.ts
var le5 = (ocf) => opcode(8, ocf);
function listed(parameters) {
  const type = parameters[0];
  return type === 0 || type === 1 ? { type, address: readAddress(parameters, 1) } : null;
}
function acceptListInUse(c) {
  const { advertising, scanning, initiating } = c.state;
  return (
    (advertising.enabled && advertising.filterPolicy !== 0) ||
    (scanning.enabled && (scanning.filterPolicy & 1) === 1) ||
    (initiating !== null && initiating.target === null)
  );
}
var scanningCommands = [
  {
    name: 'LE Set Scan Parameters',
    opcode: le5(11),
    supported: [26, 2],
    length: 7,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { scanning } = c.state;
      if (scanning.enabled) return Status.commandDisallowed;
      const [interval, window] = [p.readUInt16LE(1), p.readUInt16LE(3)];
      const own = p[5] ?? 0;
      if (own === 2 || own === 3) return Status.unsupportedParameter;
      if ((p[0] ?? 0) > 1 || own > 3 || (p[6] ?? 0) > 3) return Status.invalidParameters;
      if (interval < 4 || interval > 16384 || window < 4 || window > interval)
        return Status.invalidParameters;
      scanning.active = p[0] === 1;
      scanning.duty = window / interval;
      scanning.ownAddressType = own === 1 ? 1 : 0;
      scanning.filterPolicy = p[6] ?? 0;
      return Status.success;
    },
  },
  {
    name: 'LE Set Scan Enable',
    opcode: le5(12),
    supported: [26, 3],
    length: 2,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { scanning } = c.state;
      if ((p[0] ?? 0) > 1 || (p[1] ?? 0) > 1) return Status.invalidParameters;
      scanning.seen.clear();
      scanning.enabled = p[0] === 1;
      scanning.filterDuplicates = p[1] === 1;
      c.air.rolesChanged();
      return Status.success;
    },
  },
  {
    name: 'LE Clear Filter Accept List',
    opcode: le5(16),
    supported: [26, 7],
    length: 0,
    answer: 'complete',
    returns: 0,
    run: (c) => {
      if (acceptListInUse(c)) return Status.commandDisallowed;
      c.state.acceptList.clear();
      return Status.success;
    },
  },
  {
    name: 'LE Add Device To Filter Accept List',
    opcode: le5(17),
    supported: [27, 0],
    length: 7,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      if (acceptListInUse(c)) return Status.commandDisallowed;
      const address = listed(p);
      if (!address) return Status.invalidParameters;
      const { acceptList } = c.state;
      if (acceptList.size >= acceptListSize && !acceptList.has(addressKey(address)))
        return Status.memoryCapacity;
      acceptList.set(addressKey(address), address);
      return Status.success;
    },
  },
  {
    name: 'LE Remove Device From Filter Accept List',
    opcode: le5(18),
    supported: [27, 1],
    length: 7,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      if (acceptListInUse(c)) return Status.commandDisallowed;
      const address = listed(p);
      if (!address) return Status.invalidParameters;
      c.state.acceptList.delete(addressKey(address));
      return Status.success;
    },
  },
];

// phone-sim/radio/hci/command-table.ts
var readSupportedCommands = {
  name: 'Read Local Supported Commands',
  opcode: opcode(4, 2),
  supported: [14, 4],
  length: 0,
  answer: 'complete',
  returns: 64,
  run: () => supportedCommands(),
};
var commands = new Map(
  [
    ...basebandCommands,
    ...informationCommands,
    readSupportedCommands,
    ...advertisingCommands,
    ...scanningCommands,
    ...connectionCommands,
  ].map((command) => [command.opcode, command]),
);
function supportedCommands() {
  const mask = Buffer.alloc(64);
  for (const { supported } of commands.values()) {
    if (supported) mask[supported[0]] = (mask[supported[0]] ?? 0) | (1 << supported[1]);
  }
  return mask;
}
function runCommand(controller, packet) {
  const code = packet.readUInt16LE(1);
  const parameters = packet.subarray(4);
  const command = commands.get(code);
  if (!command) {
    controller.emit(commandStatus(code, Status.unknownCommand));
    return;
  }
  const sane = parameters.length === packet[3] && parameters.length === command.length;
  const result = sane ? command.run(controller, parameters) : Status.invalidParameters;
  if (command.answer === 'status') {
    const [status, after] = typeof result === 'number' ? [result, void 0] : [Status.success, result];
    controller.emit(commandStatus(code, status));
    if (typeof after === 'function') after();
    return;
  }
  if (typeof result === 'function')
    throw new TypeError(`${command.name} must answer with its return parameters`);
  const returns = Buffer.alloc(1 + command.returns);
  if (typeof result === 'number') {
    returns[0] = result;
    if (command.echoesHandle) parameters.copy(returns, 1, 0, 2);
  } else returns.set(result, 1);
  controller.emit(commandComplete(code, returns));
  command.afterwards?.(controller);
}

// phone-sim/radio/controller.ts
var maxQueuedToHost = 1e4;
var Controller = class {
  air;
  id;
  config;
  links = /* @__PURE__ */ new Map();
  state;
  /** ACL packets of the host that are not acknowledged yet. */
  usedBuffers = 0;
  attached = true;
  #host;
  #outgoing = [];
  #draining = false;
  constructor(air, id, host, options, address) {
    this.air = air;
    this.id = id;
    this.#host = host;
    this.config = controllerConfig(options, address);
    this.state = initialState(this.config);
  }
  /** Takes one whole H4 packet from the host. What is not a command or ACL data is counted and dropped. */
  receive(packet) {
    if (!this.attached) return;
    if (packet[0] === 1 && packet.length >= 4) runCommand(this, packet);
    else if (packet[0] === 2 && packet.length >= 5) this.#receiveAcl(packet);
    else this.air.stats.hostErrors++;
  }
  /** Takes the radio off the air at once, as pulling its plug would: peers notice by supervision timeout. */
  detach() {
    if (!this.attached) return;
    this.attached = false;
    this.dropEverything();
    this.#outgoing = [];
    this.air.removed(this);
    this.#host.closed?.();
  }
  /** HCI Reset (Vol 4 Part E section 7.3.2): standby state, defaults, all links gone without a word to the peer. */
  reset() {
    this.dropEverything();
    this.state = initialState(this.config);
    this.air.rolesChanged();
  }
  dropEverything() {
    for (const end of [...this.links.values()]) end.link.abandon(end);
    this.links.clear();
    this.usedBuffers = 0;
  }
  /** The address this controller uses on the air for an own-address type. */
  ownAddress(type) {
    return { type, address: type === 1 ? this.state.randomAddress : this.config.address };
  }
  accepts(address) {
    return this.state.acceptList.has(addressKey(address));
  }
  linkTo(peer) {
    const key = addressKey(peer);
    for (const end of this.links.values()) if (addressKey(end.peerAddress) === key) return end;
    return void 0;
  }
  freeHandle() {
    let handle = this.config.firstHandle;
    while (this.links.has(handle)) handle++;
    return handle;
  }
  hostCongested() {
    return this.#host.congested?.() ?? false;
  }
  /** Sends an event to the host unless the host masked it (Vol 4 Part E sections 7.3.1 and 7.8.1). */
  emit(packet) {
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
  toHost(packet) {
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
  #drain() {
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
  #receiveAcl(packet) {
    const flagged = packet.readUInt16LE(1);
    const length = packet.readUInt16LE(3);
    const boundary = (flagged >> 12) & 3;
    const end = this.links.get(flagged & 4095);
    if (!end || end.ending) return;
    if (length !== packet.length - 5 || length === 0 || length > this.config.aclLength || boundary === 3) {
      this.air.stats.hostErrors++;
      return;
    }
    if (this.usedBuffers >= this.config.aclBuffers) {
      this.air.stats.hostErrors++;
      this.emit(aclOverflow());
      return;
    }
    this.usedBuffers++;
    end.sendAcl(boundary !== 1, packet.subarray(5));
  }
};

// phone-sim/radio/prng.ts
function seededRandom(seed) {
  let state = (Math.imul(seed | 0, 2654435761) ^ 2246822507) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 739982445) >>> 0) / 4294967296;
  };
}

// phone-sim/radio/propagation.ts
var rssiAtOneMetre = -45;
var perDecade = 22;
var Propagation = class {
  #defaultRssi;
  #sensitivity;
  #positions = /* @__PURE__ */ new Map();
  #rssi = /* @__PURE__ */ new Map();
  #loss = /* @__PURE__ */ new Map();
  loss;
  constructor(options) {
    this.#defaultRssi = options.defaultRssi;
    this.#sensitivity = options.sensitivity;
    this.loss = options.loss;
  }
  place(controller, position) {
    if (position) this.#positions.set(controller, position);
    else this.#positions.delete(controller);
  }
  /** Fixes the level between two radios; null puts them out of each other's range; undefined lets the model decide. */
  setRssi(a, b, dbm) {
    if (dbm === void 0) this.#rssi.delete(pair(a, b));
    else this.#rssi.set(pair(a, b), dbm);
  }
  setLoss(a, b, loss) {
    if (loss === void 0) this.#loss.delete(pair(a, b));
    else this.#loss.set(pair(a, b), loss);
  }
  forget(controller) {
    this.#positions.delete(controller);
    for (const map of [this.#rssi, this.#loss]) {
      for (const key of map.keys()) if (key.split('/').includes(String(controller.id))) map.delete(key);
    }
  }
  /** dBm, or null when out of range. */
  rssi(a, b) {
    const fixed = this.#rssi.get(pair(a, b));
    const level = fixed === void 0 ? this.#byDistance(a, b) : fixed;
    return level === null || level < this.#sensitivity ? null : level;
  }
  lossBetween(a, b) {
    return this.#loss.get(pair(a, b)) ?? this.loss;
  }
  #byDistance(a, b) {
    const from = this.#positions.get(a);
    const to = this.#positions.get(b);
    if (!from || !to) return this.#defaultRssi;
    const metres = Math.max(0.1, Math.hypot(from.x - to.x, from.y - to.y));
    return Math.max(-127, Math.min(20, Math.round(rssiAtOneMetre - perDecade * Math.log10(metres))));
  }
};
function pair(a, b) {
  return a.id < b.id ? `${a.id}/${b.id}` : `${b.id}/${a.id}`;
}

// phone-sim/radio/scheduler.ts
var Scheduler = class {
  #clock;
  #entries = new Heap();
  #cancelTimer = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #running = false;
  constructor(clock) {
    this.#clock = clock;
  }
  now() {
    return this.#clock.now();
  }
  at(moment, fn) {
    const entry = { at: moment, fn };
    this.#entries.push(moment, entry);
    this.#arm();
    return entry;
  }
  cancel(entry) {
    if (entry) entry.fn = null;
  }
  close() {
    while (this.#entries.size > 0) this.#entries.pop();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }
  #arm() {
    if (this.#running) return;
    while (this.#entries.size > 0 && this.#entries.peek()?.fn === null) this.#entries.pop();
    const next = this.#entries.peekKey() ?? Number.POSITIVE_INFINITY;
    if (next === this.#timerAt) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#timerAt = next;
    if (next === Number.POSITIVE_INFINITY) return;
    this.#cancelTimer = this.#clock.setTimer(next - this.#clock.now(), () => this.#run());
  }
  #run() {
    this.#cancelTimer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#running = true;
    try {
      const now = this.#clock.now();
      for (;;) {
        const due = this.#entries.peekKey();
        if (due === void 0 || due > now) break;
        this.#entries.pop()?.fn?.(due);
      }
    } finally {
      this.#running = false;
      this.#arm();
    }
  }
};

// phone-sim/radio/air.ts
var Air = class {
  options;
  stats = {
    advertisingEvents: 0,
    reports: 0,
    connections: 0,
    disconnections: 0,
    delivered: 0,
    lost: 0,
    repeats: 0,
    refusedByHost: 0,
    hostErrors: 0,
  };
  random;
  channels;
  #propagation;
  #scheduler;
  #controllers = /* @__PURE__ */ new Map();
  #links = /* @__PURE__ */ new Set();
  #maxControllers;
  #trace;
  #nextId = 1;
  constructor(options = {}) {
    const loss = share('loss', options.loss ?? 0);
    const interval = options.connectionInterval ?? null;
    if (interval !== null && !(interval >= 7.5 && interval <= 4e3)) {
      throw new RangeError(`connectionInterval must be from 7.5 to 4000 ms, not ${interval}`);
    }
    this.options = {
      connectionInterval: interval,
      packetsPerEvent: Math.min(32, Math.max(1, Math.floor(options.packetsPerEvent ?? 6))),
    };
    this.random = seededRandom(options.seed ?? 1);
    this.#propagation = new Propagation({
      defaultRssi: options.defaultRssi ?? -50,
      sensitivity: options.sensitivity ?? -95,
      loss,
    });
    this.#scheduler = new Scheduler(options.clock ?? new RealClock());
    this.#maxControllers = options.maxControllers ?? 256;
    this.#trace = options.trace;
    this.channels = new AdvertisingChannels(this);
  }
  get controllers() {
    return [...this.#controllers.values()];
  }
  now() {
    return this.#scheduler.now();
  }
  /**
   * Puts a new controller on the air. `host` gets its events.
   * @throws RangeError when the air is full or a setting is out of range, TypeError on an address that is none
   */
  attach(host, options = {}) {
    if (this.#controllers.size >= this.#maxControllers) {
      throw new RangeError(`the air holds ${this.#maxControllers} controllers and is full`);
    }
    const id = this.#nextId++;
    const address = options.address ? parseAddress(options.address) : this.#freeAddress(id);
    if (this.controllers.some((other) => other.config.address === address)) {
      throw new RangeError(`address ${address} is already on the air`);
    }
    const controller = new Controller(this, id, host, options, address);
    this.#controllers.set(id, controller);
    if (options.position) this.#propagation.place(controller, options.position);
    return controller;
  }
  #freeAddress(id) {
    const tail = [id >> 16, id >> 8, id].map((byte) => (byte & 255).toString(16).padStart(2, '0'));
    return `02:50:4c:${tail.join(':')}`;
  }
  /** Takes every controller off and stops all timers. */
  close() {
    for (const controller of this.controllers) controller.detach();
    this.#scheduler.close();
  }
  /** Moves a controller; null forgets its position. */
  place(controller, position) {
    this.#propagation.place(controller, position);
    this.#review(controller);
  }
  /** Level between two controllers in dBm; null = out of range; undefined = by position or default again. */
  setRssi(a, b, dbm) {
    this.#propagation.setRssi(a, b, dbm);
    this.#review(a);
  }
  /** Loss 0..1 for all pairs without one of their own. */
  setLoss(loss) {
    this.#propagation.loss = share('loss', loss);
    for (const link of this.#links) link.review();
  }
  /** Loss 0..1 between two controllers; undefined = the air's own again. */
  setPairLoss(a, b, loss) {
    this.#propagation.setLoss(a, b, loss === void 0 ? void 0 : share('loss', loss));
    this.#review(a);
  }
  rssi(a, b) {
    return this.#propagation.rssi(a, b);
  }
  audible(a, b) {
    return a.attached && b.attached && this.rssi(a, b) !== null;
  }
  lossBetween(a, b) {
    return this.#propagation.lossBetween(a, b);
  }
  /** Throws the dice for one packet on a link. */
  lost(link) {
    const loss = this.lossBetween(link.central.controller, link.peripheral.controller);
    if (loss === 0 || this.random() >= loss) return false;
    this.stats.lost++;
    return true;
  }
  /** Microseconds one connection event may take: the interval, shared among the links of the busier radio. */
  eventBudget(link) {
    const { central, peripheral } = link;
    return (
      (link.interval * 1e3) / Math.max(1, central.controller.links.size, peripheral.controller.links.size)
    );
  }
  /** What a new or updated link runs with: the host's slowest allowed interval, or the air's fixed one. */
  connectionParameters(wish) {
    const fixed = this.options.connectionInterval;
    const longest = Math.floor((wish.timeout * 8) / ((wish.latency + 1) * 2)) - 1;
    const interval =
      fixed === null ? wish.intervalMax : Math.min(Math.round(fixed / 1.25), Math.max(6, longest));
    return { interval, latency: wish.latency, timeout: wish.timeout };
  }
  schedule(moment, fn) {
    return this.#scheduler.at(moment, fn);
  }
  cancel(entry) {
    this.#scheduler.cancel(entry);
  }
  rolesChanged() {
    this.channels.refresh();
  }
  removed(controller) {
    this.#controllers.delete(controller.id);
    this.#propagation.forget(controller);
    this.channels.removed(controller);
  }
  linkStarted(link) {
    this.#links.add(link);
    this.stats.connections++;
  }
  linkEnded(link, end) {
    if (end.peer.open) return;
    this.#links.delete(link);
    this.stats.disconnections++;
  }
  trace(kind, end, details, at) {
    this.#trace?.({ at, kind, controller: end.controller.id, handle: end.handle, details });
  }
  #review(controller) {
    for (const end of controller.links.values()) end.link.review();
  }
};
function share(name, value) {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be a share from 0 to 1, not ${value}`);
  return value;
}

// phone-sim/radio/air-server.ts
import { lstatSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

var congestedBytes = 64 * 1024;
var maxUnreadBytes = 1 << 20;
var AirServer = class {
  air;
  stats = { connections: 0, refused: 0, malformed: 0, slow: 0 };
  #options;
  #sockets = /* @__PURE__ */ new Set();
  #server = null;
  #path = '';
  constructor(air, options = {}) {
    this.air = air;
    this.#options = options;
  }
  get path() {
    return this.#path;
  }
  /**
   * Listens on `path` with mode 0600. A socket file that nobody answers on is taken over.
   * @throws Error when another air answers there, or something that is no socket is in the way
   */
  async listen(path) {
    await clearStale(path);
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    this.#path = path;
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      const mask = process.umask(127);
      try {
        server.listen(path, resolve);
      } finally {
        process.umask(mask);
      }
    });
  }
  /** Closes all connections and removes the socket file. */
  async close() {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(() => resolve()));
  }
  #accept(socket) {
    socket.on('error', () => socket.destroy());
    const controller =
      this.#sockets.size < (this.#options.maxConnections ?? 64) ? this.#attach(socket) : null;
    if (!controller) {
      this.stats.refused++;
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const parser = new H4Parser([PacketType.command, PacketType.acl]);
    socket.on('data', (chunk) => {
      try {
        for (const packet of parser.push(chunk)) controller.receive(packet);
      } catch {
        this.stats.malformed++;
        socket.destroy();
      }
    });
    socket.on('close', () => {
      this.#sockets.delete(socket);
      controller.detach();
    });
    this.#options.attached?.(controller);
  }
  #attach(socket) {
    const options = this.#options.controller?.(this.stats.connections + 1) ?? {};
    try {
      const controller = this.air.attach(
        {
          deliver: (packet) => this.#deliver(socket, packet),
          congested: () => socket.writableLength > congestedBytes,
          closed: () => socket.destroy(),
        },
        options,
      );
      this.stats.connections++;
      return controller;
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
  #deliver(socket, packet) {
    if (socket.destroyed) return;
    if (socket.writableLength > maxUnreadBytes) {
      this.stats.slow++;
      socket.destroy();
    } else socket.write(packet);
  }
};
async function clearStale(path) {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there) return;
  if (!there.isSocket()) throw new Error(`${path} is in the way and is not a socket; name another path`);
  const answered = await new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (answered) throw new Error(`another air is served on ${path}; stop it or name another path`);
  unlinkSync(path);
}

// ../../tmp/zz/zz-air.ts
var s = new AirServer(new Air({ seed: 1, connectionInterval: 15 }), {
  controller: () => ({ aclBuffers: 32 }),
});
await s.listen('/tmp/zz-air.sock');
console.log('AIR');
