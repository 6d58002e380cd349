import { randomBytes } from 'node:crypto';
import { native } from '../../../hub/sealed/native.ts';
import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import { PROTOCOL_VERSION } from '../../../protocol/limits.ts';
import { PhoneJoin } from '../../../protocol/sealed/handshake-phone.ts';
import type { SealedEnd } from '../../../protocol/sealed/seal.ts';
import type { Handshake } from './handshake.ts';

const TOOLS = { primitives: native, random: randomBytes };

/** Joins a hub that needs no code, sealed. */
export class SealedJoin implements Handshake {
  readonly hello = encode({
    type: 'hello',
    version: PROTOCOL_VERSION,
    oldest: PROTOCOL_VERSION,
    features: 0,
    client: 'bench',
  });
  #run: PhoneJoin | undefined;
  end: SealedEnd | undefined;

  take(frame: Uint8Array): Uint8Array | undefined {
    const message = decodeFromHub(frame);
    switch (message.type) {
      case 'sealedHub':
        this.#run = new PhoneJoin(TOOLS, { hello: this.hello, hub: new Uint8Array(frame) }, 'code', '');
        return encode(this.#run.pake);
      case 'pakeShare': {
        const join = { type: 'join', code: '', name: 'B', role: 'player', colour: 0, hostKey: '' } as const;
        const confirm = this.#run?.confirm(message, join, 'websocket');
        return confirm && encode(confirm);
      }
      case 'confirmed':
        this.end = this.#run?.finish(message).end;
        return undefined;
      case 'error':
        throw new Error(message.sentence);
      default:
        return undefined;
    }
  }
}
