import type { AclBuffers } from './acl-scheduler.ts';
import { BleError, toBleError } from './ble-errors.ts';
import { loadBleno } from './bleno-modules.ts';
import type { BlenoHci, BlenoModules } from './bleno-types.ts';
import type { Clock } from './clock.ts';
import { CommandQueue } from './command-queue.ts';
import type { BleCounters } from './counters.ts';
import { openClosable } from './hci-descriptor.ts';
import { type HciInput, readHci } from './hci-events.ts';
import { NO_ANSWER } from './hci-status.ts';
import type { Connection } from './link-server.ts';

/** Time a controller has from the reset to being ready. */
const INIT_MS = 5_000;
/** How often a silent controller is asked whether it is there, and how long it has to answer. */
const PROBE_MS = 5_000;
const PROBE_ANSWER_MS = 3_000;
const COMMAND_PACKET = 0x01;
const SET_ADVERTISE_ENABLE = 0x200a;

interface AdapterHandlers {
  connected(connection: Connection): void;
  connectionFailed(): void;
  disconnected(handle: number, reason: number): void;
  acl(handle: number, boundary: number, data: Buffer): void;
  completed(handle: number, packets: number): void;
  /** AclStream writes through this. */
  send(handle: number, channel: number, data: Buffer): void;
  /** A fault on the way from the socket, in what this link sent. */
  fault(handle: number | undefined, error: unknown): void;
  /** The adapter answered when asked whether it is there. */
  alive(): void;
  /** The adapter is gone or answers no more. Called once, never from inside another call. */
  lost(reason: string): void;
}

export interface AdapterOptions {
  readonly deviceId: number | undefined;
  readonly clock: Clock;
  readonly counters: BleCounters;
  readonly handlers: AdapterHandlers;
}

/** One LE controller in user channel: bleno's Hci, with a guard on the way in and the scheduler on the way out. */
export class Adapter {
  readonly bleno: BlenoModules;
  readonly hci: BlenoHci;
  readonly deviceId: number;
  readonly #options: AdapterOptions;
  readonly #closeDescriptor: () => void;
  readonly #commands: CommandQueue;
  #stopTimer: () => void = () => {};
  #failed: ((reason: string) => void) | undefined;
  #closed = false;

  private constructor(options: AdapterOptions) {
    this.#options = options;
    this.bleno = loadBleno();
    const { opened, close } = openClosable(() => {
      const hci = new this.bleno.Hci();
      const commands = this.#queueCommands(hci);
      hci._socket.on('error', (error) => this.#socketError(error));
      hci._socket.on('data', (packet) => this.#receive(packet));
      return { hci, commands, deviceId: hci._socket.bindUser(options.deviceId) };
    });
    this.hci = opened.hci;
    this.deviceId = opened.deviceId;
    this.#commands = opened.commands;
    this.#closeDescriptor = close;
    this.#route();
  }

  /** Opens an adapter and brings it up. @throws BleError, always */
  static async open(options: AdapterOptions): Promise<Adapter> {
    let adapter: Adapter | undefined;
    try {
      adapter = new Adapter(options);
      await adapter.#start();
      return adapter;
    } catch (error) {
      adapter?.close();
      throw toBleError(error, options.deviceId);
    }
  }

  /** bleno writes commands whenever it likes, in one place for each: all of them, and the hub's own, go through here. */
  #queueCommands(hci: BlenoHci): CommandQueue {
    const { clock, counters } = this.#options;
    const write = hci._socket.write.bind(hci._socket);
    const commands = new CommandQueue({
      clock,
      counters,
      write,
      // The advertiser would wait for ever to hear whether it is on. Nobody else waits for an answer without a limit of his own.
      lost: (opcode) => {
        if (opcode === SET_ADVERTISE_ENABLE) hci.emit('leAdvertiseEnableSet', NO_ANSWER);
      },
    });
    hci._socket.write = (packet) => (packet[0] === COMMAND_PACKET ? commands.send(packet) : write(packet));
    return commands;
  }

  #route(): void {
    const { hci } = this;
    const { handlers } = this.#options;
    hci.queueAclDataPkt = (handle, channel, data) => handlers.send(handle, channel, data);
    hci.on('leConnComplete', (status, handle, role, addressType, address, interval, latency) => {
      if (status === 0 && role === 1) handlers.connected({ handle, address, addressType, interval, latency });
    });
    hci.on('disconnComplete', (handle: number, reason: number) => handlers.disconnected(handle, reason));
  }

  async #start(): Promise<void> {
    const { hci } = this;
    const { clock } = this.#options;
    await new Promise<void>((resolve, reject) => {
      const fail = (error: BleError): void => {
        this.#stopTimer();
        reject(error);
      };
      this.#failed = (reason) => fail(new BleError('noAnswer', reason));
      this.#stopTimer = clock.setTimer(INIT_MS, () =>
        fail(new BleError('noAnswer', 'no answer to the reset')),
      );
      hci.on('stateChange', (state: string) => {
        if (state === 'poweredOn') resolve();
        else fail(new BleError(state === 'unsupported' ? 'tooOld' : 'failed', `the adapter is ${state}`));
      });
      hci._socket.start();
      hci.reset();
    });
    this.#stopTimer();
    this.#failed = (reason) => {
      this.#failed = undefined;
      // Later: the socket says so in the middle of a write.
      queueMicrotask(() => {
        if (!this.#closed) this.#options.handlers.lost(reason);
      });
    };
    this.#suggestLongPackets();
    this.#probe();
  }

  get name(): string {
    return `hci${this.deviceId}`;
  }

  get buffers(): AclBuffers {
    return { length: this.hci._aclMtu, count: this.hci._aclMaxInProgress };
  }

  write(packet: Buffer): void {
    this.hci._socket.write(packet);
  }

  #socketError(error: Error): void {
    this.#failed?.(`${(error as NodeJS.ErrnoException).code ?? ''} ${error.message}`.trim());
  }

  /** Nothing that arrives here may throw: it comes from strangers, and there is nobody above but the process. */
  #receive(packet: Buffer): void {
    if (this.#closed) return;
    const input = readHci(packet);
    try {
      this.#handle(input, packet);
    } catch (error) {
      this.#options.counters.guarded += 1;
      this.#options.handlers.fault(input.type === 'acl' ? input.handle : undefined, error);
    }
  }

  #handle(input: HciInput, packet: Buffer): void {
    const { handlers, counters } = this.#options;
    switch (input.type) {
      case 'acl':
        return handlers.acl(input.handle, input.boundary, input.data);
      case 'completed':
        for (const [handle, count] of input.packets) handlers.completed(handle, count);
        return;
      case 'disconnected':
        // bleno believes only in the disconnection of its newest link.
        this.hci._mainHandle = input.handle;
        return this.hci.onSocketData(packet);
      case 'connectionFailed':
        return handlers.connectionFailed();
      case 'keyWanted':
        return this.#refuseKey(input.handle);
      case 'hardwareError':
        this.#failed?.(`hardware error 0x${input.code.toString(16)}`);
        return;
      case 'malformed':
        counters[packet[0] === 0x02 ? 'malformedAcl' : 'malformedEvents'] += 1;
        return;
      case 'answer':
        this.#commands.answered(input.opcode, input.allowed);
        if (input.opcode !== 0) this.hci.onSocketData(packet);
        return;
      case 'other':
        return this.hci.onSocketData(packet);
    }
  }

  /** LE Long Term Key Request Negative Reply (section 7.8.26): the hub keeps no keys, and silence would hang the link. */
  #refuseKey(handle: number): void {
    this.write(Buffer.from([0x01, 0x1b, 0x20, 2, handle & 0xff, handle >> 8]));
  }

  /** LE Write Suggested Default Data Length (section 7.8.35): 251 bytes in 2,120 us; old controllers say no, and that is fine. */
  #suggestLongPackets(): void {
    this.write(Buffer.from([0x01, 0x24, 0x20, 4, 251, 0, 0x48, 0x08]));
  }

  /** The native socket does not tell when an adapter was pulled out; a question without an answer does. */
  #probe(): void {
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
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimer();
    try {
      this.hci.reset();
      this.#commands.close();
      this.hci._socket.stop();
      this.#closeDescriptor();
    } catch (error) {
      this.#options.handlers.fault(undefined, error);
    }
  }
}
