import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import { PLAIN_VERSION } from '../../../protocol/limits.ts';
import type { Handshake, WireEnd } from './handshake.ts';

const asItIs: WireEnd = { seal: (frame) => frame, open: (frame) => frame };

/** Joins a hub that lets plain clients in. */
export class PlainJoin implements Handshake {
  readonly hello = encode({
    type: 'hello',
    version: PLAIN_VERSION,
    oldest: PLAIN_VERSION,
    features: 0,
    client: 'bench',
  });
  end: WireEnd | undefined;

  take(frame: Uint8Array): Uint8Array | undefined {
    const message = decodeFromHub(frame);
    if (message.type === 'error') throw new Error(message.sentence);
    if (message.type !== 'hub') return undefined;
    this.end = asItIs;
    return encode({ type: 'join', code: '', name: 'B', role: 'player', colour: 0, hostKey: '' });
  }
}
