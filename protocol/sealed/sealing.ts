import type { Sealing } from '../client/sealing.ts';
import { PhoneJoin, PhoneResume, type PhoneTools } from './handshake-phone.ts';

/** @returns what a client session seals with. */
export const createSealing = (tools: PhoneTools): Sealing => ({
  join: (greeting, proof, secret) => new PhoneJoin(tools, greeting, proof, secret),
  resume: (greeting, hubShare, token, newest, kind) =>
    new PhoneResume(tools, greeting, hubShare, token, newest, kind),
});
