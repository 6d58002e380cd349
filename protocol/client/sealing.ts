import type { LinkKind } from '../links.ts';
import type { MessageOf } from '../messages.ts';
import type { Proof } from '../sealed/handshake.ts';
import type { PhoneJoin, PhoneResume } from '../sealed/handshake-phone.ts';
import type { Greeting } from '../sealed/keys.ts';
import type { JoinWish } from './types.ts';

/** The state a phone has, which a hub may go on from. */
interface Newest {
  readonly epoch: number;
  readonly tick: number;
}

/** What a session needs of protocol/sealed. It is handed in: a page loads it behind its first paint, and a session that speaks plain never. */
export interface Sealing {
  join(greeting: Greeting, proof: Proof, secret: string): PhoneJoin;
  resume(
    greeting: Greeting,
    hubShare: Uint8Array,
    token: Uint8Array,
    newest: Newest,
    kind: LinkKind,
  ): PhoneResume;
}

/** @returns what is proved with what a person typed or scanned: the strongest there is. */
export const proofOf = ({ code, secret = '', hostKey }: JoinWish): readonly [Proof, string] => {
  if (hostKey !== '') return ['hostKey', hostKey];
  return secret === '' ? ['code', code] : ['secret', secret.toUpperCase()];
};

/** @returns the `join` of a sealed link: nothing that proves anything is in it. */
export const sealedJoin = ({ name, role, colour }: JoinWish): MessageOf<'join'> => ({
  type: 'join',
  code: '',
  name,
  role,
  colour,
  hostKey: '',
});
