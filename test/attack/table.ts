import type { Row } from './support/run.ts';

const cell = (value: number | null, digits = 0): string =>
  value === null || !Number.isFinite(value) ? '-' : value.toFixed(digits);

const ratio = (before: number | null, during: number | null): string =>
  before && during ? `x${(during / before).toFixed(2)}` : '-';

const joins = ({ successes, tries, medianMs, p99Ms }: Row['joins']['ble']): string =>
  `${successes}/${tries} ${cell(medianMs)} ${cell(p99Ms)}`;

const columns: readonly (readonly [head: string, width: number, text: (row: Row) => string])[] = [
  ['flood', 19, ({ flood }) => flood],
  ['hub', 10, ({ hub }) => hub],
  ['p50 ms', 15, ({ rtt: { all } }) => `${cell(all.before.p50, 1)} > ${cell(all.during.p50, 1)}`],
  ['p99 ms', 16, ({ rtt: { all } }) => `${cell(all.before.p99, 1)} > ${cell(all.during.p99, 1)}`],
  ['ratio', 8, ({ rtt: { all } }) => ratio(all.before.p99, all.during.p99)],
  ['ble', 8, ({ rtt: { ble } }) => ratio(ble.before.p99, ble.during.p99)],
  ['ws', 8, ({ rtt: { websocket } }) => ratio(websocket.before.p99, websocket.during.p99)],
  ['joins ble', 20, ({ joins: { ble } }) => joins(ble)],
  ['joins ws', 20, ({ joins: { websocket } }) => joins(websocket)],
  ['out', 5, ({ thrownOut }) => String(thrownOut)],
  ['lost', 9, ({ lost, duplicated, caughtUp }) => `${lost}/${duplicated}${caughtUp ? '' : ' late'}`],
  ['MB', 16, ({ rssMb: { before, top, after } }) => [before, top, after].map((mb) => cell(mb)).join(' > ')],
  ['fds', 18, ({ fds: { before, top, after } }) => [before, top, after].map((n) => cell(n)).join(' > ')],
  ['hub CPU %', 13, ({ hubCpuPct: { before, during } }) => `${cell(before)} > ${cell(during)}`],
  ['attacker %', 12, ({ attackerCpuPct }) => cell(attackerCpuPct)],
  ['machine %', 11, ({ machineBusyPct: { before, during } }) => `${cell(before)} > ${cell(during)}`],
  ['log kB', 8, ({ logBytes }) => cell(logBytes / 1000)],
  ['end', 0, ({ death }) => death ?? 'alive'],
];

/** Heads of the columns. Joins: of how many tries how many came in, and the median and p99 in ms. Lost: inputs lost and doubled, `late` if some were not acknowledged 10 s after the flood. Others: before > during, or before > top > after. */
export const tableHead: string = columns.map(([head, width]) => head.padEnd(width)).join('');

export const tableLine = (row: Row): string =>
  columns.map(([, width, text]) => text(row).padEnd(width)).join('');
