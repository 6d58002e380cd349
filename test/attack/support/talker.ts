import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { errorNameOf } from '../../../protocol/errors.ts';
import { frameForTcp, TcpDeframer } from '../../../protocol/framing/tcp.ts';
import { limits, WEBSOCKET_SUBPROTOCOL } from '../../../protocol/limits.ts';
import type { HubMessage, PhoneMessage } from '../../../protocol/messages.ts';
import { Speech } from './speech.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

/** A link that says what it likes, in frames that a hub can read. */
export interface Talker {
  readonly speech: Speech;
  say(...all: readonly PhoneMessage[]): void;
  readonly isOpen: boolean;
  /** Is gone without a goodbye. */
  vanish(): void;
}

export interface Hearing {
  up(talker: Talker): void;
  heard?(type: HubMessage['type'], talker: Talker): void;
  down?(): void;
}

/** @returns what takes each frame of the hub. What cannot be read any more ends the link. */
const listener = (tally: Tally, hearing: Hearing, talker: Talker) => (frame: Uint8Array) => {
  try {
    const message = talker.speech.take(frame);
    if (message.type === 'welcome') tally.add('welcomes');
    if (message.type === 'error') tally.add(errorNameOf(message.code) ?? `error${message.code}`);
    hearing.heard?.(message.type, talker);
  } catch {
    tally.add('unreadable');
    talker.vanish();
  }
};

/** @param put sends one frame, if that can be done. */
const talkerOf = (
  kind: 'websocket' | 'tcp',
  tally: Tally,
  link: {
    readonly isOpen: () => boolean;
    readonly put: (frame: Uint8Array) => void;
    readonly vanish: () => void;
  },
): Talker => {
  const speech = new Speech(kind, (frame) => {
    if (!link.isOpen()) return;
    link.put(frame);
    tally.add('frames');
  });
  return {
    speech,
    say: (...all) => {
      if (link.isOpen()) for (const one of all) speech.say(one);
    },
    get isOpen() {
      return link.isOpen();
    },
    vanish: link.vanish,
  };
};

/** @param source the address to call from. */
export const talkOverWebSocket = (target: Target, source: string, tally: Tally, hearing: Hearing): Talker => {
  const socket = new WebSocket(`ws://${target.host}:${target.http}/play`, WEBSOCKET_SUBPROTOCOL, {
    perMessageDeflate: false,
    localAddress: source,
    handshakeTimeout: 5_000,
  });
  const talker = talkerOf('websocket', tally, {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    put: (frame) => socket.send(frame),
    vanish: () => socket.terminate(),
  });
  const hear = listener(tally, hearing, talker);
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
  const talker = talkerOf('tcp', tally, {
    isOpen: () => socket.readyState === 'open',
    put: (frame) => void socket.write(frameForTcp(frame)),
    vanish: () => socket.resetAndDestroy(),
  });
  const hear = listener(tally, hearing, talker);
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
