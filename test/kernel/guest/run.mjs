// Runs one suite in the guest and leaves two files for the host: result.json and line (what a person reads).
// usage: node run.mjs SUITE
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBed } from './lib/bed.mjs';

const OUT = '/out';
const SUITES = join(import.meta.dirname, 'suites');
const DEFAULT_SECONDS = 120;
/** For all programs of a suite to end. */
const END_SECONDS = 20;

/** Path of a suite by name; its folder says how the guest is booted for it. */
function suitePath(name) {
  const path = readdirSync(SUITES)
    .map((boot) => join(SUITES, boot, `${name}.mjs`))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`no suite named ${name}`);
  return path;
}

/** Rejects after `seconds`. */
function deadline(seconds) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not done in ${seconds} s`)), seconds * 1000);
  });
}

/** "rtt p50 8.1 ms, writes 200": figures are { name: number | string }. */
function inWords(figures) {
  const text = (value) => (typeof value === 'number' ? String(Math.round(value * 10) / 10) : value);
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${text(value)}`)
    .join(', ');
}

/** The host reads these once they exist, so each appears whole or not at all. */
function leave(file, text) {
  writeFileSync(join(OUT, `${file}.part`), text);
  renameSync(join(OUT, `${file}.part`), join(OUT, file));
}

async function main(name) {
  const bed = createBed(OUT);
  const started = performance.now();
  let error;
  let figures = {};
  try {
    const suite = await import(suitePath(name));
    figures = (await Promise.race([suite.default(bed), deadline(suite.seconds ?? DEFAULT_SECONDS)])) ?? {};
  } catch (thrown) {
    error = thrown instanceof Error ? thrown : new Error(String(thrown));
    console.error(error);
  }
  await Promise.race([bed.endAll(), deadline(END_SECONDS)]).catch((problem) =>
    console.error('at the end:', problem),
  );
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const ok = error === undefined;
  const said = ok ? inWords(figures) : error.message.split('\n')[0];
  leave('line', `${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s) ${said}\n`);
  leave(
    'result.json',
    `${JSON.stringify({ name, ok, seconds, figures, ...(ok ? {} : { error: error.message }) })}\n`,
  );
}

await main(process.argv[2] ?? '');
// A suite that ran out of time may still hold timers and sockets.
process.exit(0);
