// A hub and phones in the guest, as a person would start them, and what they say of each other.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const CODE = '4711';
const ASK_EVERY_MS = 1500;
const A_FEW = 8;

/** @throws Error saying `what` unless `truth` */
export function demand(truth, what) {
  if (!truth) throw new Error(what);
}

/**
 * Starts a hub and waits until it is ready.
 * @param {ReturnType<import('./bed.mjs').createBed>} bed
 * @param {{ name?: string, radio?: string, game?: string, args?: string[], before?: string[], options?: object }} wishes
 *   `before` is a program that starts it, such as setpriv
 */
export async function startHub(
  bed,
  { name = 'hub', radio = 'hci0', game = 'arena', args = [], before = [], options = {} } = {},
) {
  const dataDir = `/tmp/data-${name}`;
  const program = bed.run(
    name,
    [
      ...[...before, process.execPath, '.build/hub/main.js'],
      ...['--radio', radio, '--game', game, '--port', '0', '--tcp-port', '0'],
      ...['--code', CODE, '--announce', 'off', '--data-dir', dataDir, '--log-level', 'info', ...args],
    ],
    options,
  );
  const [, json] = await program.line(/^ready (.*)$/);
  const ready = JSON.parse(json);
  const get = (path) => fetch(`http://127.0.0.1:${ready.http}${path}`);

  /** Sum of a metric's samples whose labels are those given; 0 while there is none. */
  async function metric(metricName, labels = {}) {
    const text = await (await get('/metrics')).text();
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return text
      .split('\n')
      .filter((line) => new RegExp(`^partyline_${metricName}[{ ]`).test(line))
      .filter((line) => wanted.every((label) => line.includes(label)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Waits until a condition on what the hub tells holds; asking costs the emulated machine time, so it asks seldom. */
  const until = (condition, what, seconds = 120) => bed.until(condition, what, seconds, ASK_EVERY_MS);

  /** Waits until the hub has taken a few more inputs of each member that is here. */
  async function everybodyPlays(what) {
    const accepted = async () => {
      const { members } = await (await get('/sessions.json')).json();
      return new Map(members.map((one) => [one.member, one.accepted]));
    };
    const before = await accepted();
    await until(async () => {
      const now = await accepted();
      return [...before].every(([member, count]) => (now.get(member) ?? 0) >= count + A_FEW);
    }, what);
  }

  /** What `replay` says of each match that this hub has recorded to its end. */
  async function matches() {
    const folder = join(dataDir, 'matches');
    const files = readdirSync(folder).filter((file) => file.endsWith('.match'));
    const told = [];
    for (const file of files) {
      const lines = await bed.sh([
        process.execPath,
        '.build/hub/replay/main.js',
        '--verify',
        '--json',
        join(folder, file),
      ]);
      told.push(JSON.parse(lines.at(-1)));
    }
    return told;
  }

  return { program, ready, metric, until, everybodyPlays, matches, address: `127.0.0.1:${ready.http}` };
}

/** Starts `scripts/phones`' program at that hub; `report()` waits for its end and gives its JSON line, parsed. */
export function startPhones(bed, hub, name, args) {
  const program = bed.node(name, [
    '.build/phone-sim/cli.js',
    '--hub',
    hub.address,
    '--code',
    CODE,
    '--json',
    ...args,
  ]);
  async function report() {
    const { code } = await program.exit;
    const last = program.lines.findLast((line) => line.startsWith('{'));
    if (code !== 0 || last === undefined)
      throw new Error(`${name} ended with ${code}: ${program.lines.slice(-3).join(' | ')}`);
    return JSON.parse(last);
  }
  /** As at Ctrl-C: stops, waits for what is under way, and reports. */
  function finish() {
    process.kill(program.pid, 'SIGINT');
    return report();
  }
  return { program, report, finish };
}

/** Demands that a crowd's report shows a room in which nothing was lost, doubled or seen differently. */
export function demandClean({ phones, totals }) {
  const { inputsLost, inputsDuplicated, divergentTicks, phonesOutside } = totals;
  const verdict = { inputsLost, inputsDuplicated, divergentTicks, phonesOutside };
  demand(
    Object.values(verdict).every((value) => value === 0),
    `not a clean game: ${JSON.stringify(verdict)}`,
  );
  const idle = phones.findIndex((phone) => phone.inputsApplied === 0 || phone.statesReceived === 0);
  demand(idle === -1, `phone ${idle + 1} did not play: ${JSON.stringify(phones[idle])}`);
}

const worst = (values) => Math.max(...values.filter((value) => value !== null));

/** Round trips as figures, by transport; of several phones the worst one's. */
export function roundTrips({ phones }) {
  const kinds = [...new Set(phones.map((phone) => phone.transport))];
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const rtts = phones.filter((phone) => phone.transport === kind).map((phone) => phone.rttMs);
      return [
        [`${kind} rtt p50 ms`, worst(rtts.map((rtt) => rtt.p50))],
        [`${kind} rtt p99 ms`, worst(rtts.map((rtt) => rtt.p99))],
      ];
    }),
  );
}

/**
 * The project's own air, for `bed.attach`: the path of its socket. Its radio is slow on purpose: the emulated guest has a
 * fraction of a Pi's speed, and what a program is too slow to read from a kernel adapter, the kernel throws away.
 */
export async function startAir(bed) {
  const air = bed.node('air', [
    ...['.build/phone-sim/radio/main.js', '/tmp/air.sock', '--interval', '100', '--buffers', '8'],
  ]);
  return (await air.line(/^air (.*)$/))[1];
}
