import ipaddr from 'ipaddr.js';

/** The hub that is attacked, as a stranger in the house sees it. */
export interface Target {
  readonly host: string;
  readonly http: number;
  readonly tcp: number;
  /** Socket of the simulated air; null where there is none. */
  readonly air: string | null;
  /** What somebody in the room knows; strangers make no use of it. */
  readonly code: string;
  /** Addresses of this machine that the attacker calls from, in turn: a few devices, none of them a player's. */
  readonly sources: readonly string[];
}

/** What an attacker did, and what came of it: counts by name. */
export type Stats = Readonly<Record<string, number>>;

/** One way to attack. Bounded in rate and count by itself, in time by the signal. */
export interface Flood {
  readonly name: string;
  /** One line for a person. */
  readonly about: string;
  /** What somebody rightful comes with while it goes on; default: the code. */
  readonly joinBy?: 'code' | 'secret';
  /** @param signal ends the flood, and every connection of it. @returns when all is let go of. */
  start(target: Target, signal: AbortSignal): Promise<Stats>;
}

/** @throws RangeError for anything but this machine itself: floods are no tool against others. */
export const onlyLoopback = (target: Target): Target => {
  for (const address of [target.host, ...target.sources])
    if (!ipaddr.isValid(address) || ipaddr.process(address).range() !== 'loopback')
      throw new RangeError(`${address} is not this machine: floods are for loopback only`);
  return target;
};
