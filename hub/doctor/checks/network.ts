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

export function checkMdns({ mdns }: Facts): Finding {
  if (mdns.responder !== null) {
    return ok('mdns', `${mdns.responder} answers for ${mdns.hostname}.local.`);
  }
  return warn(
    'mdns',
    `Nothing answers for ${mdns.hostname}.local, so phones need the QR code or the address in numbers.`,
    'sudo apt install avahi-daemon',
  );
}
