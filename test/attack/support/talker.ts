import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { encode } from '../../../protocol/codec.ts';
import { errorTable } from '../../../protocol/errors.ts';
import { frameForTcp, TcpDeframer } from '../../../protocol/framing/tcp.ts';
import { limits, PROTOCOL_VERSION, WEBSOCKET_SUBPROTOCOL } from '../../../protocol/limits.ts';
import { messages, type PhoneMessage } from '../../../protocol/messages.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

/** A link that says what it likes, in frames that a hub can read. */
export interface Talker {
  say(...all: readonly PhoneMessage[]): void;
  readonly isOpen: boolean;
  /** Is gone without a goodbye. */
  vanish(): void;
}

export interface Hearing {
  up(talker: Talker): void;
  /** First byte of a frame: which message. */
  heard?(id: number, talker: Talker): void;
  down?(): void;
}

const names = new Map<number, string>(Object.entries(errorTable).map(([name, { code }]) => [code, name]));

export const hello: PhoneMessage = {
  type: 'hello',
  version: PROTOCOL_VERSION,
  oldest: 1,
  features: 0,
  client: 'attacker',
};

export const join = (code: string, name: string): PhoneMessage => ({
  type: 'join',
  code,
  name,
  role: 'player',
  colour: 0,
  hostKey: '',
});

const listener = (tally: Tally, hearing: Hearing, talker: () => Talker) => (frame: Uint8Array) => {
  const [id = 0, code = 0] = frame;
  if (id === messages.welcome.id) tally.add('welcomes');
  if (id === messages.error.id) tally.add(names.get(code) ?? `error${code}`);
  hearing.heard?.(id, talker());
};

/** @param source the address to call from. */
export const talkOverWebSocket = (target: Target, source: string, tally: Tally, hearing: Hearing): Talker => {
  const socket = new WebSocket(`ws://${target.host}:${target.http}/play`, WEBSOCKET_SUBPROTOCOL, {
    perMessageDeflate: false,
    localAddress: source,
    handshakeTimeout: 5_000,
  });
  const talker: Talker = {
    say: (...all) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      for (const one of all) socket.send(encode(one));
      tally.add('frames', all.length);
    },
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    vanish: () => socket.terminate(),
  };
  const hear = listener(tally, hearing, () => talker);
  socket.on('open', () => {
    tally.add('opened');
    hearing.up(talker);
  });
  socket.on('message', (data) => hear(data as Buffer));
  socket.on('error', (error: NodeJS.ErrnoException) => tally.add(error.code ?? error.message));
  socket.on('close', () => {
    tally.add('closed');
    hearing.down?.();
  });
  return talker;
};

/** @param source the address to call from. */
export const talkOverTcp = (target: Target, source: string, tally: Tally, hearing: Hearing): Talker => {
  const socket = connect({ host: target.host, port: target.tcp, localAddress: source, noDelay: true });
  const frames = new TcpDeframer(limits.frameToPhone);
  const talker: Talker = {
    say: (...all) => {
      if (!talker.isOpen) return;
      for (const one of all) socket.write(frameForTcp(encode(one)));
      tally.add('frames', all.length);
    },
    get isOpen() {
      return socket.readyState === 'open';
    },
    vanish: () => socket.resetAndDestroy(),
  };
  const hear = listener(tally, hearing, () => talker);
  socket.on('connect', () => {
    tally.add('opened');
    hearing.up(talker);
  });
  socket.on('data', (bytes) => {
    for (const frame of frames.push(bytes)) hear(frame);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => tally.add(error.code ?? error.message));
  socket.on('close', () => {
    tally.add('closed');
    hearing.down?.();
  });
  return talker;
};
