import { randomBytes } from 'node:crypto';
import { native } from '../../../../hub/sealed/native.ts';
import { encode } from '../../../../protocol/codec.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/limits.ts';
import type { LinkKind } from '../../../../protocol/links.ts';
import type { HubMessage, MessageOf, PhoneMessage } from '../../../../protocol/messages.ts';
import { PhoneJoin } from '../../../../protocol/sealed/handshake-phone.ts';

const hello: PhoneMessage = {
  type: 'hello',
  version: PROTOCOL_VERSION,
  oldest: PROTOCOL_VERSION,
  features: 0,
  client: 'guesser',
};
const join: MessageOf<'join'> = {
  type: 'join',
  code: '',
  name: 'Guesser',
  role: 'player',
  colour: 0,
  hostKey: '',
};

/**
 * Tries codes out on one link, sealed as a phone does it.
 * @param ask sends a message and resolves with the next one that comes.
 * @returns one guess and what became of it: refused before the hub has reckoned anything, or when it has.
 */
export const guesserOn = async (
  ask: (message: PhoneMessage) => Promise<HubMessage>,
  kind: LinkKind,
): Promise<(code: string) => Promise<MessageOf<'error'>>> => {
  const hub = await ask(hello);
  if (hub.type !== 'sealedHub') throw new Error(`not a hub that seals: ${hub.type}`);
  const greeting = { hello: encode(hello), hub: encode(hub) };
  return async (code) => {
    const run = new PhoneJoin({ primitives: native, random: randomBytes }, greeting, 'code', code);
    let answer = await ask(run.pake);
    if (answer.type === 'pakeShare') answer = await ask(run.confirm(answer, join, kind));
    if (answer.type !== 'error') throw new Error(`not refused: ${answer.type}`);
    return answer;
  };
};
