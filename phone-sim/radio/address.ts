/** 0 = public, 1 = random, as HCI writes it. */
export type AddressType = 0 | 1;

/** A device address, written `aa:bb:cc:dd:ee:ff` in lower case, most significant byte first. */
export interface Address {
  readonly address: string;
  readonly type: AddressType;
}

const pattern = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** Lower-cases an address and throws a TypeError when it is not six bytes of hex with colons. */
export function parseAddress(text: string): string {
  const address = text.toLowerCase();
  if (!pattern.test(address)) {
    throw new TypeError(`"${text}" is not a Bluetooth address; write it like c0:ff:ee:00:00:01`);
  }
  return address;
}

/** The six bytes in the order HCI sends them, least significant first. */
export function addressBytes(address: string): number[] {
  return address
    .split(':')
    .map((byte) => Number.parseInt(byte, 16))
    .reverse();
}

export function readAddress(bytes: Uint8Array, offset: number): string {
  return Array.from(bytes.subarray(offset, offset + 6), (byte) => byte.toString(16).padStart(2, '0'))
    .reverse()
    .join(':');
}

/** One string per device, to use as a key. */
export function addressKey(address: Address): string {
  return `${address.type}/${address.address}`;
}
