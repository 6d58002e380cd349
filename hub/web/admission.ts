import type { IncomingMessage } from 'node:http';
import { isLocalAddress } from '../transport/remote.ts';
import { type IsOwnHost, ownHosts } from './hosts.ts';

/** Why a request is not answered, in a sentence for the person who made it. */
interface Refusal {
  readonly status: 400 | 403 | 421;
  readonly sentence: string;
}

/** Reads where a request goes, before anything else is done with it. */
export type Admit = (request: IncomingMessage) => URL | Refusal;

export interface AdmissionOptions {
  /** Let requests in from outside the own network. */
  readonly allowRemote?: boolean;
  readonly isLocal?: (address: string | undefined) => boolean;
  readonly isOwnHost?: IsOwnHost;
}

/** Refused requests, for /metrics. */
export interface AdmissionCounters {
  badTarget: number;
  hostRefused: number;
  remoteRefused: number;
}

const refusals = {
  badTarget: { status: 400, sentence: 'That is no address of a page.\n' },
  remoteRefused: {
    status: 403,
    sentence:
      'Only devices in the same network may play. Join the Wi-Fi of the hub, or start it with --allow-remote.\n',
  },
  hostRefused: {
    status: 421,
    sentence:
      'This hub does not go by that name. Open it by its address, as the QR code does, or as partyline.local.\n',
  },
} as const satisfies Record<keyof AdmissionCounters, Refusal>;

/** Stands for the hub in targets that name no host, which are all that browsers send. */
const BASE = 'http://hub';

/** Takes every request whose target (RFC 9112 section 3.2) can be read. */
export const anywhere: Admit = ({ url = '/' }) =>
  URL.canParse(url, BASE) ? new URL(url, BASE) : refusals.badTarget;

/** Lets requests in that come from the own network, go to a name of the hub and can be read. */
export const createAdmission = ({
  allowRemote = false,
  isLocal = isLocalAddress,
  isOwnHost = ownHosts(),
}: AdmissionOptions = {}): { readonly admit: Admit; readonly counters: AdmissionCounters } => {
  const counters: AdmissionCounters = { badTarget: 0, hostRefused: 0, remoteRefused: 0 };
  const refuse = (why: keyof AdmissionCounters): Refusal => {
    counters[why] += 1;
    return refusals[why];
  };
  const admit: Admit = (request) => {
    const { socket, headers } = request;
    if (!allowRemote && !isLocal(socket.remoteAddress)) return refuse('remoteRefused');
    const url = anywhere(request);
    if (!(url instanceof URL)) return refuse('badTarget');
    // A host in the target itself counts before the header (RFC 9112 section 3.2.2); both must be ours.
    const named = url.origin === BASE || isOwnHost(url.host);
    if (!named || !isOwnHost(headers.host)) return refuse('hostRefused');
    return url;
  };
  return { admit, counters };
};
