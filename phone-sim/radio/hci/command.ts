import type { Controller } from '../controller.ts';
import type { LinkEnd } from '../link-end.ts';

/**
 * One HCI command as data (Vol 4 Part E section 7). `answer: 'complete'` ends with Command Complete; `run` gives its
 * return parameters without the status byte, or an error status. `'status'` ends with Command Status; `run` gives an
 * error status, or what is to happen after status 0 was sent.
 */
export interface Command {
  readonly name: string;
  readonly opcode: number;
  /** Octet and bit in Supported_Commands, section 6.27. */
  readonly supported?: readonly [octet: number, bit: number];
  /** Exact length of its parameters in bytes. */
  readonly length: number;
  readonly answer: 'complete' | 'status';
  /** Bytes of return parameters after the status. */
  readonly returns: number;
  /** The first return parameter is the handle of the command, also on failure. */
  readonly echoesHandle?: boolean;
  readonly run: (controller: Controller, parameters: Buffer) => number | ArrayLike<number> | (() => void);
  /** What follows the Command Complete, on success or not. */
  readonly afterwards?: (controller: Controller) => void;
}

/** The link of the handle in the first two bytes of a command's parameters. */
export function linkOf(controller: Controller, parameters: Buffer): LinkEnd | undefined {
  return controller.links.get(parameters.readUInt16LE(0) & 0x0fff);
}

export const le16 = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];
