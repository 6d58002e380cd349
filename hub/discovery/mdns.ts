import { type CiaoService, getResponder, type Responder } from '@homebridge/ciao';

/** What phones and other programs find in the local network. */
export interface Announcement {
  readonly name: string;
  readonly port: number;
  readonly tcpPort: number | null;
  /** The room's short id, as in the Bluetooth advertisement. */
  readonly room: string;
  readonly version: string;
}

/** Being announced. */
export interface Announcing {
  /** The name under which the hub is found, such as `partyline.local`; another hub in the network makes it `partyline-(2).local`. */
  readonly hostname: string;
  /** Says goodbye and stops. */
  stop(): Promise<void>;
}

/** Instance names have at most 63 bytes (RFC 6763 section 4.1.1). */
const shortName = (name: string): string =>
  Buffer.from(name)
    .subarray(0, 60)
    .toString()
    .replace(/\ufffd+$/, '');

const HOST = 'partyline';

/**
 * Announces the hub by multicast DNS (RFC 6762) as service `_partyline._tcp` and as host `partyline.local`.
 * @returns as soon as the names are known to be free.
 * @throws what the library says where there is no network to announce in.
 */
export const announce = async ({ name, port, tcpPort, room, version }: Announcement): Promise<Announcing> => {
  const responder: Responder = getResponder();
  const service: CiaoService = responder.createService({
    name: shortName(name),
    type: 'partyline',
    port,
    hostname: HOST,
    txt: { room, version, path: '/play', ...(tcpPort === null ? {} : { tcp: String(tcpPort) }) },
  });
  // The names may be numbered; nobody needs to remember that for the next start.
  service.on('name-change', () => undefined);
  service.on('hostname-change', () => undefined);
  await service.advertise();
  return {
    get hostname() {
      return service.getHostname().replace(/\.$/, '');
    },
    stop: async () => {
      await service.end();
      await responder.shutdown();
    },
  };
};
