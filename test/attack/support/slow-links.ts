import { connect } from 'node:net';
import { HALF_HELLO } from '../floods/half-open-tls.ts';
import { beginnings } from '../floods/slow-bytes.ts';
import { HOST, type HubUnderAttack } from './hub.ts';
import { upgradeRequest } from './websocket-bytes.ts';

/** Often enough to pass for somebody who is only slow. */
const DRIP_MS = 1_000;

/** A connection that never gets to the point. */
export interface SlowLink {
  readonly what: string;
  isOpen: boolean;
}

/** Opens one of each kind, and keeps all of them going. @returns them, and what lets go of them. */
export const holdSlowly = (hub: HubUnderAttack): { readonly links: readonly SlowLink[]; end(): void } => {
  const host = `${HOST}:${hub.ports.http}`;
  const open = (what: string, port: number, first: string | Buffer, drip?: string) => {
    const socket = connect({ host: HOST, port, localAddress: '127.0.0.70' });
    const link: SlowLink = { what, isOpen: true };
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(first);
    const timer = setInterval(() => {
      if (drip !== undefined && !socket.destroyed) socket.write(drip);
    }, DRIP_MS);
    const over = (): void => {
      link.isOpen = false;
      clearInterval(timer);
    };
    socket.once('end', over);
    socket.once('close', over);
    return { link, socket };
  };
  const { http, tcp } = hub.ports;
  const all = [
    open('one byte', http, 'G'),
    open('a head that goes on', http, beginnings.head(host), 'X-More: z\r\n'),
    open('a body that goes on', http, beginnings.body(host), 'z'),
    open('half a TLS hello', http, HALF_HELLO),
    open('a silent connection', http, ''),
    open('a silent WebSocket', http, upgradeRequest(host)),
    open('a silent TCP link', tcp, ''),
    open('half a TCP frame', tcp, Buffer.from([0x40, 0x01])),
  ];
  return {
    links: all.map(({ link }) => link),
    end: () => {
      for (const { socket } of all) socket.destroy();
    },
  };
};
