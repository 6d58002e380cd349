import type { Air } from './air.ts';
import type { Controller } from './controller.ts';
import type { ControllerOptions } from './controller-state.ts';

/** A host's line to one controller, wherever that is. Whole H4 packets only. */
export interface HciTransport {
  send(packet: Buffer): void;
  /** Lets go of the controller, which vanishes from the air as if unplugged. */
  close(): void;
}

interface HciTransportHandlers {
  /** A packet of the controller. Never called from inside `send`. */
  packet(packet: Buffer): void;
  /** The controller is gone; null when `close` was called here. */
  closed(error: Error | null): void;
}

/** Opens a new controller for one host. Called each time a host binds the device it stands for. */
export type ControllerSource = (handlers: HciTransportHandlers) => HciTransport;

/** Controllers on an air of this process. `attached` is told of each controller made, for tests that move it about. */
export function inProcess(
  air: Air,
  options: ControllerOptions = {},
  attached?: (controller: Controller) => void,
): ControllerSource {
  return (handlers) => {
    let closing = false;
    const controller = air.attach(
      {
        deliver: (packet) => handlers.packet(packet),
        closed: () => handlers.closed(closing ? null : new Error('the air was closed')),
      },
      options,
    );
    attached?.(controller);
    return {
      send: (packet) => controller.receive(packet),
      close: () => {
        closing = true;
        controller.detach();
      },
    };
  };
}
