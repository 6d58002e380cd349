import type { BleOptions } from '../../../../hub/transport/ble/transport.ts';
import type { Link } from '../../../../hub/transport/port.ts';
import { Air } from '../../../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../../../phone-sim/radio/clock.ts';
import type { ControllerOptions } from '../../../../phone-sim/radio/controller-state.ts';
import { type HubOnAir, hubOnAir } from './hub-on-air.ts';
import { RawCentral } from './raw-central.ts';

/** A hub and raw centrals in virtual time. */
export class VirtualHub {
  readonly clock: VirtualClock;
  readonly air: Air;
  readonly hub: HubOnAir;

  private constructor(clock: VirtualClock, air: Air, hub: HubOnAir) {
    this.clock = clock;
    this.air = air;
    this.hub = hub;
  }

  static async create(
    options: Partial<BleOptions> = {},
    controller: ControllerOptions = {},
    seed = 5,
  ): Promise<VirtualHub> {
    const clock = new VirtualClock();
    const air = new Air({ clock, seed });
    const opening = hubOnAir(air, { clock, ...options }, controller);
    let done = false;
    const settled = (): void => {
      done = true;
    };
    opening.then(settled, settled);
    // A controller that takes its time for each command needs time to go by.
    await clock.runUntil(() => done);
    return new VirtualHub(clock, air, await opening);
  }

  get transport() {
    return this.hub.transport;
  }

  get counters() {
    return this.hub.transport.counters;
  }

  get controller() {
    const newest = this.hub.controllers.at(-1);
    if (!newest) throw new Error('the hub has no controller');
    return newest;
  }

  /** A new central, connected, and the hub's link to it. */
  async join(
    settings: { interval?: number; latency?: number; timeout?: number } = {},
  ): Promise<{ central: RawCentral; link: Link }> {
    const before = this.hub.links.length;
    const central = await RawCentral.connect(this.air, this.clock, this.controller, settings);
    await this.clock.runUntil(() => this.hub.links.length > before);
    const link = this.hub.links[before];
    if (!link) throw new Error('no link');
    return { central, link };
  }

  /** Stops the hub; virtual time goes by meanwhile. @returns how much. */
  async stop(): Promise<number> {
    const began = this.clock.now();
    let stopped = false;
    const stopping = this.hub.stop().then(() => {
      stopped = true;
    });
    await this.clock.runUntil(() => stopped, 5_000).catch(() => {});
    await stopping;
    return this.clock.now() - began;
  }
}
