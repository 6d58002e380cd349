import type { Flood } from '../support/target.ts';
import { attStorms } from './att-storms.ts';
import { bleStrangers } from './ble-strangers.ts';
import { brokenFrames } from './broken-frames.ts';
import { chat } from './chat.ts';
import { churn } from './churn.ts';
import { halfOpenTls } from './half-open-tls.ts';
import { joins } from './joins.ts';
import { odd } from './odd-requests.ts';
import { requests } from './requests.ts';
import { silentTcp } from './silent-tcp.ts';
import { silentWebSockets } from './silent-websockets.ts';
import { slowBytes } from './slow-bytes.ts';
import { wrongCodes, wrongSecrets } from './wrong-codes.ts';

/** Every flood there is; those that leave something behind for a while come last. */
export const floods: readonly Flood[] = [
  slowBytes,
  halfOpenTls,
  silentWebSockets,
  silentTcp,
  requests,
  odd,
  brokenFrames,
  attStorms,
  bleStrangers,
  churn,
  chat,
  joins,
  wrongSecrets,
  wrongCodes,
];

/** @throws RangeError if there is no flood of that name. */
export const floodNamed = (name: string): Flood => {
  const found = floods.find((flood) => flood.name === name);
  if (!found)
    throw new RangeError(`no flood ${name}; there are ${floods.map((flood) => flood.name).join(', ')}`);
  return found;
};
