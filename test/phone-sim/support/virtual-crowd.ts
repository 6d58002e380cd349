import { merge, Subject } from 'rxjs';
import arena from '../../../hub/games/arena/game.ts';
import { Hub } from '../../../hub/hub.ts';
import { native } from '../../../hub/sealed/native.ts';
import { createMemoryPair } from '../../../hub/transport/memory.ts';
import type { Link } from '../../../hub/transport/port.ts';
import { BleRadio } from '../../../phone-sim/ble-radio.ts';
import { Divergence } from '../../../phone-sim/divergence.ts';
import { overBle } from '../../../phone-sim/link-ble.ts';
import { SimPhone } from '../../../phone-sim/phone.ts';
import type { OpenPhoneLink } from '../../../phone-sim/phone-link.ts';
import { Air } from '../../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../../phone-sim/radio/clock.ts';
import { seededRandom } from '../../../phone-sim/radio/prng.ts';
import { type ControllerSource, inProcess } from '../../../phone-sim/radio/transport.ts';
import { makeReport, type PhonesReport } from '../../../phone-sim/report.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import { createSealing } from '../../../protocol/sealed/sealing.ts';
import { disguised } from '../../hub/support/virtual-hub.ts';
import { fixedRandom } from '../../protocol/sealed/support/conversation.ts';
import { type HubOnAir, hubOnAir } from '../../transport/ble/support/hub-on-air.ts';
import { schedulerOn } from './clock-scheduler.ts';

/** One way through the Wi-Fi, in milliseconds. */
const WIFI_MS = 2;
const STAGGER_MS = 15;
/** Time that the hub's transport has to end its links. */
const STOP_MS = 1_000;
/** H4 packet type and L2CAP channel. */
const ACL = 0x02;
const ATT = 0x0004;

/**
 * The real hub, its real Bluetooth transport, real nobles and real phones in virtual time: what the radio and the protocol need can be
 * measured to the millisecond on a busy machine. Only Wi-Fi is a memory link with a delay.
 */
export class VirtualCrowd {
  readonly clock: VirtualClock;
  readonly air: Air;
  readonly ble: HubOnAir;
  readonly hub: Hub;
  readonly phones: readonly SimPhone[];
  /** The radio of each phone. */
  readonly radios: readonly BleRadio[];
  /** Opcodes of the ATT PDUs that each phone has sent. */
  readonly att: readonly number[][];
  readonly #divergence = new Divergence();
  readonly #wifi$ = new Subject<Link>();
  #links = 0;

  private constructor(clock: VirtualClock, air: Air, ble: HubOnAir, count: number, seed: number) {
    this.clock = clock;
    this.air = air;
    this.ble = ble;
    let token = 0;
    this.hub = new Hub({
      links$: merge(ble.transport.links$, this.#wifi$),
      game: arena,
      catalogue: new Map([[arena.meta.id, arena]]),
      code: undefined,
      name: 'Test',
      roomId: 'TEST',
      hostKey: 'key',
      seed,
      scheduler: schedulerOn(clock),
      randomBytes: (bytes) => {
        token += 1;
        return new Uint8Array(bytes).fill(token);
      },
      wifi: () => [],
    });
    const random = seededRandom(seed);
    const sealing = createSealing({ primitives: native, random: fixedRandom(seed) });
    const numbers = Array.from({ length: count }, (_, n) => n);
    this.att = numbers.map(() => []);
    this.radios = numbers.map((n) => new BleRadio(this.#listenedTo(n), undefined, clock));
    this.phones = this.radios.map((radio, n) => {
      return new SimPhone({
        name: `Sim ${n + 1}`,
        code: '',
        radios: new Map<LinkKind, OpenPhoneLink>([
          ['ble', overBle(radio)],
          ['websocket', this.#overWifi],
        ]),
        inputsPerSecond: 15,
        divergence: this.#divergence,
        clock,
        random01: () => random(),
        sealing,
      });
    });
  }

  static async create(count: number, seed = 3): Promise<VirtualCrowd> {
    const clock = new VirtualClock();
    const air = new Air({ clock, seed, connectionInterval: 15 });
    const ble = await hubOnAir(
      air,
      { clock, info: () => Buffer.from('info') },
      { maxLinks: 20, aclBuffers: 32 },
    );
    return new VirtualCrowd(clock, air, ble, count, seed);
  }

  /** A controller on the air, whose host's ATT PDUs are written down. */
  #listenedTo(n: number): ControllerSource {
    return (handlers) => {
      const { send, close } = inProcess(this.air)(handlers);
      return {
        send: (packet) => {
          if (packet[0] === ACL && packet.readUInt16LE(7) === ATT) this.att[n]?.push(packet[9] ?? 0);
          send(packet);
        },
        close,
      };
    };
  }

  #overWifi: OpenPhoneLink = (events) => {
    this.#links += 1;
    let over = false;
    let lastAt = 0;
    const later = (run: () => void): void => {
      // A link keeps its order.
      lastAt = Math.max(lastAt + 0.001, this.clock.now() + WIFI_MS);
      this.clock.setTimer(lastAt - this.clock.now(), run);
    };
    const pair = createMemoryPair({ id: `wifi-${this.#links}`, defer: later });
    // The socket's handshake and the upgrade are a round trip each.
    this.clock.setTimer(4 * WIFI_MS, () => {
      if (over) return;
      this.#wifi$.next(disguised(pair.hub, 'websocket'));
      pair.phone.frames$.subscribe((frame) => {
        if (!over) events.frame(frame);
      });
      pair.phone.closed$.subscribe(({ detail }) => {
        if (over) return;
        over = true;
        events.down(detail);
      });
      events.up();
    });
    const end = (): void => {
      over = true;
      pair.phone.vanish();
    };
    return {
      send: (frame) => pair.phone.send(frame),
      tune: () => undefined,
      close: async () => end(),
      cut: end,
    };
  };

  /** Lets everybody join, one after the other, and runs until the match ticks for all of them. */
  async play(): Promise<void> {
    this.hub.start();
    this.phones.forEach((phone, n) => {
      this.clock.setTimer(n * STAGGER_MS, () => phone.start());
    });
    await this.clock.runUntil(() =>
      this.phones.every(({ state }) => state?.view.shared.room.phase === 'playing'),
    );
  }

  /** Each phone changes its radio this often: cold twice, warm twice, as `scripts/phones --switch` does. */
  switchEvery(ms: number): void {
    this.phones.forEach((phone, n) => {
      let turn = 0;
      const next = (): void => {
        turn += 1;
        phone.switchTo(turn % 2 === 1 ? 'websocket' : 'ble', turn % 4 < 2 ? 'cold' : 'warm');
        this.clock.setTimer(ms, next);
      };
      this.clock.setTimer(ms + n * STAGGER_MS, next);
    });
  }

  /** Makes no more inputs, and waits until the hub has acknowledged all there are. */
  async settle(): Promise<void> {
    for (const phone of this.phones) phone.stopPlaying();
    await this.clock.runUntil(() =>
      this.phones.every(({ inputs }) => inputs.acknowledged === inputs.numbered),
    );
  }

  report(): PhonesReport {
    return makeReport(this.phones, this.#divergence, this.hub.appliedTwice);
  }

  async stop(): Promise<void> {
    for (const phone of this.phones) phone.stopPlaying();
    this.hub.stop('hubClosing');
    const stopped = this.ble.stop();
    await this.clock.advance(STOP_MS);
    await stopped;
    this.air.close();
  }
}
