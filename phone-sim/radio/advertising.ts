import { addressKey } from './address.ts';
import type { Air } from './air.ts';
import type { Controller } from './controller.ts';
import { rememberReport } from './controller-state.ts';
import { ReportType, Role, Status } from './hci/codes.ts';
import { advertisingReport, connectionComplete } from './hci/events.ts';
import { Link } from './link.ts';
import type { Scheduled } from './scheduler.ts';

/** The random part added to each advertising interval, in ms (Vol 6 Part B section 4.4.2.2.1). */
const advertisingDelay = 10;
const slowestDirected = 4;

/** The advertising channels: advertisers on one side, scanners and initiators on the other. */
export class AdvertisingChannels {
  readonly #air: Air;
  readonly #events = new Map<Controller, Scheduled>();

  constructor(air: Air) {
    this.#air = air;
  }

  /** Someone began or ended advertising, scanning or initiating. Nobody listening: nothing is simulated. */
  refresh(): void {
    const listening = this.#air.controllers.some((c) => listens(c));
    for (const controller of this.#air.controllers) {
      const event = this.#events.get(controller);
      const wanted = listening && controller.state.advertising.enabled;
      if (wanted && !event) {
        this.#schedule(
          controller,
          this.#air.now() + this.#air.random() * controller.state.advertising.interval,
        );
      } else if (!wanted && event) this.#drop(controller, event);
    }
  }

  removed(controller: Controller): void {
    const event = this.#events.get(controller);
    if (event) this.#drop(controller, event);
    this.refresh();
  }

  #drop(controller: Controller, event: Scheduled): void {
    this.#air.cancel(event);
    this.#events.delete(controller);
  }

  #schedule(controller: Controller, moment: number): void {
    this.#events.set(
      controller,
      this.#air.schedule(moment, (at) => this.#event(controller, at)),
    );
  }

  #event(advertiser: Controller, at: number): void {
    const { interval } = advertiser.state.advertising;
    const next = at + interval + this.#air.random() * advertisingDelay;
    // After a stall the missed events are gone, as they would be on a radio.
    this.#schedule(advertiser, Math.max(next, this.#air.now()));
    this.#air.stats.advertisingEvents++;
    const candidates: Controller[] = [];
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

  #passes(a: Controller, b: Controller): boolean {
    const loss = this.#air.lossBetween(a, b);
    return loss === 0 || this.#air.random() >= loss;
  }

  #scan(advertiser: Controller, scanner: Controller, rssi: number): void {
    const { advertising } = advertiser.state;
    const { scanning } = scanner.state;
    const from = advertiser.ownAddress(advertising.ownAddressType);
    if ((scanning.filterPolicy & 1) === 1 && !scanner.accepts(from)) return;
    const directed = advertising.type === ReportType.directed || advertising.type === slowestDirected;
    const me = scanner.ownAddress(scanning.ownAddressType);
    if (directed && addressKey(me) !== addressKey(advertising.target)) return;
    if (scanning.duty < 1 && this.#air.random() >= scanning.duty) return;
    if (!this.#passes(advertiser, scanner)) return;
    const report = (type: number, data: Buffer): void => {
      if (!rememberReport(scanning, `${type}/${addressKey(from)}`)) return;
      this.#air.stats.reports++;
      scanner.emit(advertisingReport(type, from, data, rssi));
    };
    report(directed ? ReportType.directed : advertising.type, directed ? Buffer.alloc(0) : advertising.data);
    const scannable =
      advertising.type === ReportType.connectable || advertising.type === ReportType.scannable;
    if (!scanning.active || !scannable) return;
    if ((advertising.filterPolicy & 1) === 1 && !advertiser.accepts(me)) return;
    // SCAN_REQ and SCAN_RSP are two more packets that the air may lose.
    if (this.#passes(advertiser, scanner) && this.#passes(advertiser, scanner)) {
      report(ReportType.scanResponse, advertising.scanResponse);
    }
  }

  /** Whether this initiator hears the advertiser, wants it, and its CONNECT_IND gets through. */
  #initiates(advertiser: Controller, initiator: Controller): boolean {
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
    // A second link between the same two addresses is refused: the advertiser ignores the request.
    if (initiator.linkTo(from) || advertiser.linkTo(me)) return false;
    if (initiator.links.size >= initiator.config.maxLinks) return false;
    if (advertiser.links.size >= advertiser.config.maxLinks) return false;
    if (initiating.duty < 1 && this.#air.random() >= initiating.duty) return false;
    return this.#passes(advertiser, initiator) && this.#passes(advertiser, initiator);
  }

  #connect(initiator: Controller, advertiser: Controller, at: number): void {
    const { initiating } = initiator.state;
    if (!initiating) return;
    const { advertising } = advertiser.state;
    const central = { controller: initiator, address: initiator.ownAddress(initiating.ownAddressType) };
    const peripheral = { controller: advertiser, address: advertiser.ownAddress(advertising.ownAddressType) };
    initiator.state.initiating = null;
    advertising.enabled = false;
    const parameters = this.#air.connectionParameters(initiating);
    // Transmit window: the first event comes 1.25 ms or more after the request, spread over the interval.
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
  cancelInitiating(controller: Controller): boolean {
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
}

function listens(controller: Controller): boolean {
  return controller.state.scanning.enabled || controller.state.initiating !== null;
}
