import pc from 'picocolors';
import type { SimPhone } from './phone.ts';
import { percentiles } from './statistics.ts';

/** Round trips that the table looks back on. */
const RECENT = 128;

const columns = [
  ['phone', 8],
  ['radio', 10],
  ['slot', 5],
  ['state', 11],
  ['tick', 9],
  ['sent', 8],
  ['waiting', 8],
  ['states', 8],
  ['KiB', 8],
  ['rtt p50', 9],
  ['p99', 8],
] as const;

const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(columns[i]?.[1] ?? 0)).join('');

const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(1));

const colours: Readonly<Record<string, (text: string) => string>> = {
  playing: pc.green,
  resuming: pc.yellow,
  codeNeeded: pc.red,
  ended: pc.red,
};

const row = (phone: SimPhone): string => {
  const { p50, p99 } = percentiles(phone.rtt.newest(RECENT));
  const { numbered, acknowledged } = phone.inputs;
  const text = line([
    phone.options.name,
    phone.transport,
    phone.slot ? String(phone.slot) : '-',
    phone.status,
    String(phone.state?.tick ?? '-'),
    String(phone.inputsSent),
    String(numbered - acknowledged),
    String(phone.statesReceived),
    (phone.bytesReceived / 1024).toFixed(0),
    ms(p50),
    ms(p99),
  ]);
  return (colours[phone.status] ?? pc.dim)(text);
};

/** @param rows lines of the terminal that the table may take. */
export const table = (phones: readonly SimPhone[], rows: number): string => {
  const shown = phones.slice(0, Math.max(1, rows - 4));
  const playing = phones.filter((phone) => phone.status === 'playing').length;
  const { p50, p99 } = percentiles(...phones.map((phone) => phone.rtt.newest(RECENT)));
  const hidden = phones.length - shown.length;
  const trouble = phones.find((phone) => phone.status !== 'playing' && phone.trouble !== '');
  return [
    pc.bold(line(columns.map(([name]) => name))),
    ...shown.map(row),
    ...(hidden > 0 ? [pc.dim(`... and ${hidden} more`)] : []),
    pc.bold(`${playing} of ${phones.length} play, round trip p50 ${ms(p50)} ms, p99 ${ms(p99)} ms`),
    ...(trouble ? [pc.yellow(`${trouble.options.name}: ${trouble.trouble}`)] : []),
  ].join('\n');
};
