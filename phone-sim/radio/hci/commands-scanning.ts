import { type Address, addressKey, readAddress } from '../address.ts';
import type { Controller } from '../controller.ts';
import { acceptListSize } from '../controller-state.ts';
import { opcode, Status } from './codes.ts';
import type { Command } from './command.ts';

const le = (ocf: number): number => opcode(0x08, ocf);

function listed(parameters: Buffer): Address | null {
  const type = parameters[0];
  return type === 0 || type === 1 ? { type, address: readAddress(parameters, 1) } : null;
}

/** The accept list may not change while someone filters by it (section 7.8.15). */
function acceptListInUse(c: Controller): boolean {
  const { advertising, scanning, initiating } = c.state;
  return (
    (advertising.enabled && advertising.filterPolicy !== 0) ||
    (scanning.enabled && (scanning.filterPolicy & 1) === 1) ||
    (initiating !== null && initiating.target === null)
  );
}

/** Legacy scanning and the filter accept list, sections 7.8.10, 7.8.11 and 7.8.14 to 7.8.17. */
export const scanningCommands: readonly Command[] = [
  {
    name: 'LE Set Scan Parameters',
    opcode: le(0x000b),
    supported: [26, 2],
    length: 7,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { scanning } = c.state;
      if (scanning.enabled) return Status.commandDisallowed;
      const [interval, window] = [p.readUInt16LE(1), p.readUInt16LE(3)];
      const own = p[5] ?? 0;
      if (own === 2 || own === 3) return Status.unsupportedParameter;
      if ((p[0] ?? 0) > 1 || own > 3 || (p[6] ?? 0) > 3) return Status.invalidParameters;
      if (interval < 4 || interval > 0x4000 || window < 4 || window > interval)
        return Status.invalidParameters;
      scanning.active = p[0] === 1;
      scanning.duty = window / interval;
      scanning.ownAddressType = own === 1 ? 1 : 0;
      scanning.filterPolicy = p[6] ?? 0;
      return Status.success;
    },
  },
  {
    name: 'LE Set Scan Enable',
    opcode: le(0x000c),
    supported: [26, 3],
    length: 2,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      const { scanning } = c.state;
      if ((p[0] ?? 0) > 1 || (p[1] ?? 0) > 1) return Status.invalidParameters;
      // Enabling again starts the duplicate filter afresh.
      scanning.seen.clear();
      scanning.enabled = p[0] === 1;
      scanning.filterDuplicates = p[1] === 1;
      c.air.rolesChanged();
      return Status.success;
    },
  },
  {
    name: 'LE Clear Filter Accept List',
    opcode: le(0x0010),
    supported: [26, 7],
    length: 0,
    answer: 'complete',
    returns: 0,
    run: (c) => {
      if (acceptListInUse(c)) return Status.commandDisallowed;
      c.state.acceptList.clear();
      return Status.success;
    },
  },
  {
    name: 'LE Add Device To Filter Accept List',
    opcode: le(0x0011),
    supported: [27, 0],
    length: 7,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      if (acceptListInUse(c)) return Status.commandDisallowed;
      const address = listed(p);
      if (!address) return Status.invalidParameters;
      const { acceptList } = c.state;
      if (acceptList.size >= acceptListSize && !acceptList.has(addressKey(address)))
        return Status.memoryCapacity;
      acceptList.set(addressKey(address), address);
      return Status.success;
    },
  },
  {
    name: 'LE Remove Device From Filter Accept List',
    opcode: le(0x0012),
    supported: [27, 1],
    length: 7,
    answer: 'complete',
    returns: 0,
    run: (c, p) => {
      if (acceptListInUse(c)) return Status.commandDisallowed;
      const address = listed(p);
      if (!address) return Status.invalidParameters;
      c.state.acceptList.delete(addressKey(address));
      return Status.success;
    },
  },
];
