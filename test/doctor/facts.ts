import type { AdapterFacts, Facts } from '../../hub/doctor/facts.ts';

export const adapter = (changes: Partial<AdapterFacts> = {}): AdapterFacts => ({
  name: 'hci0',
  use: 'managed',
  address: 'dc:a6:32:00:00:01',
  powered: false,
  lowEnergy: true,
  rfkill: 'off',
  ...changes,
});

/** A Raspberry Pi on which nothing is wrong, with changes. */
export const facts = (changes: Partial<Facts> = {}): Facts => ({
  nodeVersion: '20.19.2',
  module: { state: 'loads' },
  socketError: null,
  adapters: [adapter()],
  holders: [],
  bluetoothdPid: null,
  rights: { user: 'pi', isRoot: true, netAdmin: true, netRaw: true, serviceInstalled: false },
  pi: { model: 'Raspberry Pi 4 Model B', disabledIn: null },
  ports: [
    { about: 'web port', flag: '--port', port: 8080, state: 'free', holder: null },
    { about: 'tcp port', flag: '--tcp-port', port: 8081, state: 'free', holder: null },
  ],
  addresses: ['192.168.1.20'],
  mdnsError: null,
  clock: { now: Date.UTC(2026, 5, 1), builtAt: Date.UTC(2026, 4, 1), synchronised: true },
  ...changes,
});
