import type { Clock } from './clock.ts';
import type { BleCounters } from './counters.ts';

/** Reset (Core specification 5.4, Vol 4 Part E section 7.3.2). */
const reset = 0x0c03;
/** Host Number Of Completed Packets (section 7.3.40): may be sent at any time, and is answered only if it is wrong. */
const hostCompletedPackets = 0x0c35;
/** Time a controller has for an answer, or for the credit that it kept back. Linux gives it as much. */
const ANSWER_MS = 2_000;
/** Commands waiting: three for each of 20 links, and the advertiser's. */
const MOST_WAITING = 64;

interface Waiting {
  readonly packet: Buffer;
  readonly at: number;
}

interface Outstanding {
  readonly opcode: number;
  readonly at: number;
}

export interface CommandQueueOptions {
  readonly clock: Clock;
  readonly counters: Pick<BleCounters, 'commandTimeouts' | 'commandsDropped'>;
  /** Towards the controller. */
  readonly write: (packet: Buffer) => void;
  /** A command will have no answer: the controller lost it, or too many waited and it was not sent. */
  readonly lost: (opcode: number) => void;
}

/**
 * Command flow control (section 4.4): no more commands are outstanding than the controller allows, one at the start and after a Reset. In
 * user channel nobody else counts, and a controller without room for a second command drops it.
 */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  readonly #waiting: Waiting[] = [];
  /** Sent and not answered, oldest first. */
  readonly #outstanding: Outstanding[] = [];
  #allowed = 1;
  #answeredAt = 0;
  #stopTimer: () => void = () => {};
  #closed = false;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  /** Sends one command (H4 packet of type 0x01) as soon as the controller has room for it. Reset does not wait, and ends all that was before it. */
  send(packet: Buffer): void {
    if (this.#closed) return;
    const opcode = opcodeOf(packet);
    if (opcode === hostCompletedPackets) return this.#options.write(packet);
    if (opcode === reset) {
      this.#waiting.length = 0;
      this.#outstanding.length = 0;
      this.#allowed = 1;
      this.#issue(packet);
    } else if (this.#waiting.length < MOST_WAITING) {
      this.#waiting.push({ packet, at: this.#options.clock.now() });
    } else {
      this.#options.counters.commandsDropped += 1;
      return this.#options.lost(opcode);
    }
    this.#pump();
  }

  /**
   * Takes a Command Complete or a Command Status (sections 7.7.14 and 7.7.15).
   * @param opcode of the command it answers; 0 for none, when it is there for `allowed` alone
   * @param allowed Num_HCI_Command_Packets
   */
  answered(opcode: number, allowed: number): void {
    // What comes before the answer to a Reset was said before the controller knew of it (section 7.3.2).
    if (this.#outstanding[0]?.opcode === reset && opcode !== reset) return;
    const index = this.#outstanding.findIndex((one) => one.opcode === opcode);
    if (index >= 0) this.#outstanding.splice(index, 1);
    this.#allowed = allowed;
    this.#answeredAt = this.#options.clock.now();
    this.#pump();
  }

  /** Sends nothing any more. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#stopTimer();
  }

  #pump(): void {
    while (this.#outstanding.length < this.#allowed) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#issue(next.packet);
    }
    this.#arm();
  }

  #issue(packet: Buffer): void {
    this.#outstanding.push({ opcode: opcodeOf(packet), at: this.#options.clock.now() });
    this.#options.write(packet);
  }

  #arm(): void {
    this.#stopTimer();
    const first = this.#waiting[0];
    const since = this.#outstanding[0]?.at ?? (first && Math.max(first.at, this.#answeredAt));
    if (since === undefined || this.#closed) return;
    const { clock } = this.#options;
    this.#stopTimer = clock.setTimer(Math.max(0, since + ANSWER_MS - clock.now()), () => this.#giveUp());
  }

  /** The oldest command, or the credit that was to come, is taken for lost: better one command too many than a hub that says no more. */
  #giveUp(): void {
    this.#options.counters.commandTimeouts += 1;
    const lost = this.#outstanding.shift();
    this.#allowed = Math.max(1, this.#allowed);
    this.#pump();
    if (lost) this.#options.lost(lost.opcode);
  }
}

const opcodeOf = (packet: Buffer): number => packet.readUInt16LE(1);
