import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { BleRadio } from '../../../phone-sim/ble-radio.ts';
import { overBle } from '../../../phone-sim/link-ble.ts';
import { overTcp } from '../../../phone-sim/link-tcp.ts';
import { overWebSocket } from '../../../phone-sim/link-websocket.ts';
import { SimPhone } from '../../../phone-sim/phone.ts';
import type { OpenPhoneLink } from '../../../phone-sim/phone-link.ts';
import type { PhoneOptions } from '../../../phone-sim/phone-options.ts';
import type { PhonesReport } from '../../../phone-sim/report.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import type { RoomView } from '../../../protocol/room-view.ts';
import { Running, type RunningOptions } from './running.ts';

export const HOST = '127.0.0.1';
/** Not a number that turns up by itself in times or ports, so that the logs can be searched for it. */
export const CODE = '0471';

/** The ready line of a hub. */
interface Ready {
  readonly http: number;
  readonly tcp: number;
  readonly ble: string;
  readonly air: string | null;
}

/** What ends with the test, in reverse order. */
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A hub as a person starts it, in a process of its own. */
export class HubShow {
  readonly running: Running;
  readonly ready: Ready;
  readonly dataDir: string;
  #figures = '';

  private constructor(running: Running, ready: Ready, dir: string) {
    this.running = running;
    this.ready = ready;
    this.dataDir = dir;
  }

  /** Resolves at the ready line. Flags that come twice: the last counts. */
  static start(...flags: readonly string[]): Promise<HubShow> {
    return HubShow.#start('hub/main.js', {}, flags);
  }

  /** The same for another program around the hub, such as one with a fault in it. @param program a path. */
  static startProgram(
    program: string,
    env: Readonly<Record<string, string>>,
    ...flags: readonly string[]
  ): Promise<HubShow> {
    return HubShow.#start(program, { env }, flags);
  }

  static #start(program: string, options: RunningOptions, flags: readonly string[]): Promise<HubShow> {
    const named = flags.lastIndexOf('--data-dir');
    const dir = (named >= 0 ? flags[named + 1] : undefined) ?? newDataDir();
    return HubShow.#up(run(program, [...own, '--data-dir', dir, ...flags], options), dir);
  }

  static async #up(running: Running, dir: string): Promise<HubShow> {
    const [, line = ''] = await running.says(/^ready (\{.*\})$/m);
    return new HubShow(running, JSON.parse(line), dir);
  }

  /** The same command once more, for a hub that has ended. */
  again(): Promise<HubShow> {
    const running = this.running.again();
    cleanUp.push(() => running.kill('SIGKILL'));
    return HubShow.#up(running, this.dataDir);
  }

  /** The same of another build. */
  static startFrom(build: string, ...flags: readonly string[]): Promise<HubShow> {
    return HubShow.#start('hub/main.js', { from: build }, flags);
  }

  /** As a program of the hub's own user finds it. */
  get hostKey(): string {
    return readFileSync(join(this.dataDir, 'host-key'), 'utf8').trim();
  }

  /** What the hub answers to those who have its key. */
  async json(path: string): Promise<Record<string, unknown>> {
    const response = await fetch(`http://${HOST}:${this.ready.http}${path}`, {
      headers: { authorization: `Bearer ${this.hostKey}` },
    });
    return (await response.json()) as Record<string, unknown>;
  }

  /** Figures of /metrics, by names such as `partyline_members{status="away"}`, gathered now: the hub keeps those of before for a second. */
  async metrics(): Promise<(name: string) => number> {
    let text = this.#figures;
    while (text === this.#figures) {
      text = await (await fetch(`http://${HOST}:${this.ready.http}/metrics`)).text();
      if (text === this.#figures) await sleep(20);
    }
    this.#figures = text;
    return (name) => {
      const line = text.split('\n').find((one) => one.startsWith(`${name} `));
      if (!line) throw new Error(`/metrics has no ${name}`);
      return Number(line.slice(name.length));
    };
  }

  /** One of them. */
  async metric(name: string): Promise<number> {
    return (await this.metrics())(name);
  }

  /** Megabytes of the process, and of what JavaScript holds in it. */
  async memory(): Promise<{ readonly rssMb: number; readonly heapMb: number }> {
    const figure = await this.metrics();
    const mb = (name: string): number => Math.round(figure(name) / 1e5) / 10;
    return { rssMb: mb('process_resident_memory_bytes'), heapMb: mb('nodejs_heap_size_used_bytes') };
  }

  /** Opens links to this hub as a phone with that radio does. */
  radio(kind: LinkKind): OpenPhoneLink {
    const { http, tcp, air } = this.ready;
    if (kind === 'tcp') return overTcp(HOST, tcp);
    if (kind === 'websocket') return overWebSocket(`${HOST}:${http}`);
    if (air === null) throw new Error('this hub has no simulated air');
    const radio = new BleRadio(air, undefined);
    cleanUp.push(() => radio.off());
    return overBle(radio);
  }

  /** A phone in this process; it leaves at the end of the test. */
  phone(kind: LinkKind, options: Partial<PhoneOptions> = {}): SimPhone {
    const phone = new SimPhone({
      name: `Here on ${kind}`,
      code: CODE,
      radios: new Map([[kind, this.radio(kind)]]),
      inputsPerSecond: 30,
      ...options,
    });
    cleanUp.push(() => phone.leave());
    return phone;
  }

  /** Somebody who only looks on: tells what the room shows, as it shows it. */
  watcher(): SimPhone {
    const watcher = this.phone('websocket', { name: 'Watcher', role: 'watcher', inputsPerSecond: 0 });
    watcher.start();
    return watcher;
  }

  /** `./scripts/phones` against this hub. */
  phones(...flags: readonly string[]): Running {
    const { http, air } = this.ready;
    const where = ['--hub', `${HOST}:${http}`, ...(air === null ? [] : ['--air', air])];
    return run('phone-sim/cli.js', [...where, '--code', CODE, '--json', ...flags]);
  }
}

const run = (file: string, args: readonly string[], options: RunningOptions = {}): Running => {
  const running = new Running(file, args, options);
  cleanUp.push(() => running.kill('SIGKILL'));
  return running;
};

/** On free ports, heard on this machine only. */
const own = ['--port', '0', '--tcp-port', '0', '--code', CODE, '--bind', HOST, '--announce', 'off'];

const newDataDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'partyline-show-'));
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

/** A hub with a data directory of its own, on free ports, heard on this machine only. */
export const runHub = (...flags: readonly string[]): Running =>
  run('hub/main.js', [...own, '--data-dir', newDataDir(), ...flags]);

/** Players who have a link, as the room shows it. */
export const playersHere = ({ members }: RoomView): number =>
  [...members.values()].filter(({ status, role }) => status === 'here' && role === 'player').length;

/** What `phones --json` ends with. @throws Error if it did not end well. */
export const reportOf = async (phones: Running): Promise<PhonesReport> => {
  const { code } = await phones.ended;
  if (code !== 0) throw new Error(`the phones ended with ${code}: ${phones.err}`);
  return JSON.parse(phones.out.trim().split('\n').at(-1) ?? '');
};

/** Figures for whoever reads the run. */
export const print = (what: string, figures: object): void => {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
};
