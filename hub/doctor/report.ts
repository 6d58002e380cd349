import pc from 'picocolors';
import type { Finding } from './finding.ts';

const marks = { ok: pc.green('ok  '), warn: pc.yellow('warn'), fail: pc.red('FAIL') } as const;

/** For a person: one line a finding, and under it what mends it. */
export function inWords(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.flatMap(({ status, about, text, fix }) => [
    `${marks[status]}  ${about.padEnd(width)}  ${text}`,
    ...(fix === undefined ? [] : [`${' '.repeat(width + 8)}${pc.bold('mend:')} ${fix}`]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** For a program: one JSON line. `ok` is true if nothing fails. */
export const inJson = (findings: readonly Finding[]): string =>
  `${JSON.stringify({ ok: !hasFailure(findings), findings })}\n`;

export const hasFailure = (findings: readonly Finding[]): boolean =>
  findings.some(({ status }) => status === 'fail');
