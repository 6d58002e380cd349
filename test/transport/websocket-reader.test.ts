import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Link } from '../../hub/transport/port.ts';
import { WebSocketTransport } from '../../hub/transport/websocket.ts';
import { readWholeMessages } from '../../hub/transport/websocket-reader.ts';
import { limits } from '../../protocol/limits.ts';

const opcode = { continuation: 0, text: 1, binary: 2, ping: 9 } as const;

/** A client's frame (RFC 6455 section 5.2), masked as it must be. */
const frame = (code: number, payload: Uint8Array, fin = true): Uint8Array => {
  const long = payload.length > 125;
  const mask = [0x11, 0x22, 0x33, 0x44];
  return Uint8Array.of(
    code | (fin ? 0x80 : 0),
    0x80 | (long ? 126 : payload.length),
    ...(long ? [payload.length >>> 8, payload.length & 0xff] : []),
    ...mask,
    ...payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0)),
  );
};
const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((one) => [...one]));
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 7);

const read = (chunk: Uint8Array): { readonly messages: Uint8Array[]; readonly at: number } => {
  const messages: Uint8Array[] = [];
  const at = readWholeMessages(chunk, { receive: (payload) => messages.push(payload) > 0 });
  return { messages, at };
};

describe('whole binary messages', () => {
  it('are read one after the other, short and long', () => {
    const payloads = [bytes(0), bytes(1), bytes(125), bytes(126), bytes(limits.frameFromPhone)];
    const chunk = joined(payloads.map((one) => frame(opcode.binary, one)));
    expect(read(chunk)).toEqual({ messages: payloads, at: chunk.length });
  });

  it.each([
    ['a text message', frame(opcode.text, bytes(3))],
    ['a ping', frame(opcode.ping, bytes(3))],
    ['the first part of a message', frame(opcode.binary, bytes(3), false)],
    ['the beginning of a frame', frame(opcode.binary, bytes(3)).subarray(0, 8)],
    ['half a head', frame(opcode.binary, bytes(200)).subarray(0, 3)],
    ['a message that is too long', frame(opcode.binary, bytes(limits.frameFromPhone + 1))],
    ['a length of eight bytes', Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9)],
    ['a frame without a mask', Uint8Array.of(0x82, 1, 7, 0, 0, 0, 0)],
    ['a reserved bit', Uint8Array.of(0xc2, 0x80, 0, 0, 0, 0)],
  ])('end before %s', (_name, odd) => {
    const first = frame(opcode.binary, bytes(5));
    expect(read(joined([first, odd]))).toEqual({ messages: [bytes(5)], at: first.length });
  });
});

/** A link over a stream on which every write arrives as one chunk. */
const connect = async (): Promise<{ link: Link; send(chunk: Uint8Array): void }> => {
  const server = new EventEmitter();
  const transport = new WebSocketTransport({ allowRemote: true });
  transport.attach(server as Server);
  const [phone, hub] = duplexPair();
  phone.resume();
  const opened = firstValueFrom(transport.links$);
  const headers = {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
    'sec-websocket-protocol': 'partyline.v1',
  };
  const socket = Object.assign(hub, { remoteAddress: '127.0.0.1', remotePort: 1 });
  const request = { method: 'GET', url: '/play', headers, socket } as unknown as IncomingMessage;
  server.emit('upgrade', request, hub, Buffer.alloc(0));
  return { link: await opened, send: (chunk) => phone.write(chunk) };
};

const message = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('whole' as const), length: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('parts' as const), length: fc.nat(90) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ping' as const), length: fc.nat(9) }) },
);

describe('a WebSocket link', () => {
  it('hands on the same messages in the same order, however the stream was cut and whatever stands between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        async (row, cuts) => {
          const { link, send } = await connect();
          const wanted: Uint8Array[] = [];
          const stream = joined(
            row.flatMap(({ kind, length }, i) => {
              const payload = Uint8Array.from({ length }, (_, at) => at + i);
              if (kind === 'ping') return [frame(opcode.ping, payload)];
              wanted.push(payload);
              if (kind === 'whole') return [frame(opcode.binary, payload)];
              const half = length >>> 1;
              return [
                frame(opcode.binary, payload.subarray(0, half), false),
                frame(opcode.continuation, payload.subarray(half)),
              ];
            }),
          );
          const got: Uint8Array[] = [];
          const all = new Promise<void>((done) => {
            link.frames$.subscribe((one) => {
              got.push(one);
              if (got.length === wanted.length) done();
            });
            if (wanted.length === 0) done();
          });
          for (let at = 0, i = 0; at < stream.length; i += 1) {
            const size = cuts[i % cuts.length] ?? 1;
            send(stream.slice(at, at + size));
            at += size;
          }
          await all;
          expect(got).toEqual(wanted);
        },
      ),
      { numRuns: 150 },
    );
  });
});
