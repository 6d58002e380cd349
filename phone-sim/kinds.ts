import type { LinkKind } from '../protocol/links.ts';
import { BleRadio, type RadioSource } from './ble-radio.ts';
import { type HubAddress, hostPort } from './hub-address.ts';
import { overBle } from './link-ble.ts';
import { overTcp } from './link-tcp.ts';
import { overWebSocket } from './link-websocket.ts';
import type { OpenPhoneLink } from './phone-link.ts';

/** Kinds of link that reach a hub in another process. */
type SimulatedKind = Exclude<LinkKind, 'memory'>;

/** What a phone needs to know to open links. */
export interface Reach {
  readonly hub: HubAddress;
  /** Needed for phones on TCP, and for those that change to it. */
  readonly tcpPort?: number | undefined;
  /** Where the n-th Bluetooth phone gets its controller. */
  readonly radio?: ((n: number) => RadioSource) | undefined;
  /** Short id of the room, to tell hubs apart by radio; undefined takes the first one heard. */
  readonly room?: string | undefined;
}

interface Simulated {
  /** On the command line, as `--ws 4`. */
  readonly flag: string;
  readonly words: string;
  readonly needs: string;
  /**
   * How the n-th phone opens such links, if it can.
   * @param own whether the phone begins with this kind, and does not only change to it.
   * @param off takes what must be switched off in the end.
   */
  open(
    reach: Reach,
    n: number,
    own: boolean,
    off: (radio: BleRadio) => void,
  ): (() => OpenPhoneLink) | undefined;
}

/** The links of simulated phones: flags, help and what a phone changes to (the first that is not its own) follow from this table. */
const simulatedKinds = {
  websocket: {
    flag: 'ws',
    words: 'phones on Wi-Fi',
    needs: 'a web port',
    open: ({ hub }) => {
      return () => overWebSocket(hostPort(hub));
    },
  },
  tcp: {
    flag: 'tcp',
    words: 'phones on plain TCP',
    needs: 'a TCP port',
    open: ({ hub, tcpPort }) => (tcpPort === undefined ? undefined : () => overTcp(hub.host, tcpPort)),
  },
  ble: {
    flag: 'ble',
    words: 'phones on Bluetooth',
    needs: 'a radio',
    open: ({ radio, room }, n, own, off) => {
      if (!radio || !own) return undefined;
      return () => {
        const made = new BleRadio(radio(n), room);
        off(made);
        return overBle(made);
      };
    },
  },
} as const satisfies Readonly<Record<SimulatedKind, Simulated>>;

type Table = typeof simulatedKinds;
/** How many phones there are of each kind, by its flag. */
export type PhoneCounts = Readonly<Record<Table[keyof Table]['flag'], number>>;

/** The rows of the table. */
export const simulated: readonly (readonly [SimulatedKind, Simulated & { flag: keyof PhoneCounts }])[] =
  Object.entries(simulatedKinds) as (readonly [SimulatedKind, Simulated & { flag: keyof PhoneCounts }])[];
