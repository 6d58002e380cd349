import type { Facts, PortFacts } from '../facts.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

function judgePort({ about, flag, port, state, holder }: PortFacts): Finding {
  switch (state) {
    case 'free':
      return ok(about, `Port ${port} is free.`);
    case 'hub':
      return ok(about, `A hub is playing on port ${port}.`);
    case 'taken':
      return warn(
        about,
        `Port ${port} is taken${holder === null ? '' : ` by ${holder}`}; the hub would use another.`,
        `./scripts/play ${flag} ${port + 10}, or see who has it: sudo ss -ltnp 'sport = :${port}'`,
      );
    case 'forbidden':
      return fail(
        about,
        `Port ${port} is not open to ordinary users.`,
        `Use a port of 1024 or above: ./scripts/play ${flag} 8080`,
      );
  }
}

export const checkPorts = ({ ports }: Facts): Finding[] => ports.map(judgePort);

/** Phones on Wi-Fi need an address of this machine; phones on Bluetooth do not. */
export function checkAddresses({ addresses }: Facts): Finding {
  if (addresses.length > 0) return ok('addresses', `Phones reach this machine at ${addresses.join(', ')}.`);
  return warn(
    'addresses',
    'This machine is in no network, so phones can only join over Bluetooth.',
    'Connect it to the Wi-Fi of the phones: sudo nmtui, or plug in a network cable',
  );
}

/** The hub itself answers for partyline.local; for that it must share UDP port 5353 with other programs that answer. */
export function checkMdns({ mdnsError, addresses }: Facts): Finding {
  const about = 'mdns';
  if (addresses.length === 0) return ok(about, 'There is no network to be found in as partyline.local.');
  if (mdnsError === null) return ok(about, 'The hub can be found as partyline.local.');
  return warn(
    about,
    `The hub cannot be found as partyline.local (${mdnsError}), so phones need the QR code or the address in numbers.`,
    "End the program that keeps the port to itself: sudo ss -lunp 'sport = :5353'",
  );
}
