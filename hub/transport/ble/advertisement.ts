import { gatt } from '../../../protocol/gatt.ts';

/** AD types of the Core Specification Supplement, Part A section 1. */
const flags = 0x01;
const complete128 = 0x07;
const shortenedName = 0x08;
const completeName = 0x09;
const manufacturer = 0xff;
/** LE General Discoverable, BR/EDR not supported. */
const discoverable = 0x06;
/** The company number for things without one. */
const NO_COMPANY = 0xffff;
const MOST = 31;

const element = (type: number, data: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([1 + data.length, type]), data]);

/** @returns `text` in UTF-8, cut to `most` bytes at a character. */
function cut(text: string, most: number): Buffer {
  let shorter = text;
  while (Buffer.byteLength(shorter) > most) shorter = [...shorter].slice(0, -1).join('');
  return Buffer.from(shorter);
}

/**
 * What a phone hears before it connects (SPEC.md section 7): the service UUID, by which it finds hubs, and the room's short
 * id as manufacturer data of company 0xffff, by which it tells two hubs apart.
 * @param roomId at most 6 bytes fit; the rest is cut
 */
export function advertisingData(roomId: string): Buffer {
  const service = Buffer.from(gatt.service.replaceAll('-', ''), 'hex').reverse();
  const head = Buffer.concat([element(flags, Uint8Array.of(discoverable)), element(complete128, service)]);
  const room = cut(roomId, MOST - head.length - 4);
  const company = Buffer.from([NO_COMPANY & 0xff, NO_COMPANY >> 8]);
  return Buffer.concat([head, element(manufacturer, Buffer.concat([company, room]))]);
}

/** What a phone is told when it asks: the hub's name, cut to 29 bytes. */
export function scanResponseData(hubName: string): Buffer {
  const name = cut(hubName, MOST - 2);
  return element(name.length < Buffer.byteLength(hubName) ? shortenedName : completeName, name);
}
