import { seededRandom } from '../../../phone-sim/radio/prng.ts';
import { encode } from '../../../protocol/codec.ts';
import { frameForTcp } from '../../../protocol/framing/tcp.ts';
import { pad } from '../../../protocol/inputs.ts';
import type { PhoneMessage } from '../../../protocol/messages.ts';
import { atPace } from '../support/pace.ts';
import { Sockets } from '../support/sockets.ts';
import { hello } from '../support/speech.ts';
import type { Flood } from '../support/target.ts';
import { BINARY, upgradeRequest, webSocketFrame } from '../support/websocket-bytes.ts';

const random = seededRandom(20_261_124);
const below = (limit: number): number => Math.floor(random() * limit);

/** Never a join: guesses at the code are a flood of their own. */
const honest: readonly PhoneMessage[] = [
  hello,
  { type: 'resume', token: new Uint8Array(16), epoch: 1, tick: 5 },
  { type: 'pake', proof: 'secret', share: new Uint8Array(32).fill(8) },
  { type: 'confirm', tag: new Uint8Array(16), first: new Uint8Array(40) },
  {
    type: 'unlock',
    id: new Uint8Array(8),
    share: new Uint8Array(32).fill(9),
    epoch: 1,
    tick: 5,
    tag: new Uint8Array(16),
  },
  { type: 'input', first: 1, inputs: [pad(3, 1, 2), { kind: 'move', bytes: new Uint8Array([1, 2, 3]) }] },
  { type: 'chat', text: 'hello' },
  { type: 'command', command: 'start', member: 0, argument: '' },
  { type: 'ping', stamp: 1 },
];

/** Random, cut short or changed. Its first byte says no join. */
const brokenFrame = (): Uint8Array => {
  const frame = encode(honest[below(honest.length)] ?? hello);
  const kind = below(3);
  if (kind === 0) return Uint8Array.from({ length: 1 + below(40) }, (_, i) => (i === 0 ? 0x80 : below(256)));
  if (kind === 1) return frame.subarray(0, 1 + below(frame.length - 1));
  for (let i = 0; i <= below(3); i += 1) frame[1 + below(Math.max(1, frame.length - 1))] = below(256);
  return frame;
};

const big = new Uint8Array(60_000).fill(7);

/** Larger than may be, or against RFC 6455. */
const brokenWebSocket: readonly (() => Buffer)[] = [
  () => Buffer.from([BINARY, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  () => webSocketFrame(big),
  () => Buffer.concat(Array.from({ length: 50 }, () => webSocketFrame(big.subarray(0, 500), 0x02))),
  () => webSocketFrame(Buffer.from('words'), 0x81),
  () => webSocketFrame(big.subarray(0, 9), 0xf2),
  () => Buffer.from([BINARY, 5, 1, 2, 3, 4, 5]),
  () => Buffer.concat(Array.from({ length: 200 }, () => webSocketFrame(big.subarray(0, 100), 0x89))),
  () => webSocketFrame(Buffer.from([0xff]), 0x88),
];

/** Lengths that never end, are too large, or are not in shortest form. */
const brokenTcp: readonly (() => Buffer)[] = [
  () => Buffer.alloc(40, 0xff),
  () => Buffer.from([0x80, 0x80, 0x80, 0x00]),
  () => Buffer.from(frameForTcp(big)),
  () => Buffer.from([0x00]),
];

const some = (make: (frame: Uint8Array) => Uint8Array, own: readonly (() => Buffer)[]): Buffer =>
  Buffer.concat([
    ...(below(2) === 0 ? [make(encode(hello))] : []),
    ...Array.from({ length: 5 }, () => make(brokenFrame())),
    own[below(own.length)]?.() ?? Buffer.alloc(0),
  ]);

/** Frames that cannot be read, over one connection after the other: the hub ends each at the first of them. */
export const brokenFrames: Flood = {
  name: 'broken-frames',
  about: '200 connections a second with huge, cut and changed frames, half WebSocket, half TCP',
  start: async (target, signal) => {
    const sockets = new Sockets(target, 200);
    const host = `${target.host}:${target.http}`;
    await atPace({ perSecond: 200, most: 30_000 }, signal, (n) => {
      const overTcp = n % 2 === 0;
      sockets.call(overTcp ? target.tcp : target.http, (socket) => {
        sockets.tally.add('frames', 6);
        socket.setTimeout(2_000, () => sockets.drop(socket));
        if (overTcp) return void socket.write(some(frameForTcp, brokenTcp));
        socket.write(upgradeRequest(host));
        socket.once('data', () => socket.write(some((frame) => webSocketFrame(frame), brokenWebSocket)));
      });
    });
    return sockets.end();
  },
};
