import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { encode } from '../../../protocol/codec.ts';
import { frameForTcp, TcpDeframer } from '../../../protocol/framing/tcp.ts';
import { limits } from '../../../protocol/limits.ts';
import { messages } from '../../../protocol/messages.ts';
import { cpuMs, rssMb } from '../../bench/process.ts';
import { hello } from './speech.ts';
import type { Target } from './target.ts';

export const HOST = '127.0.0.1';
const CODE = '4711';

const readyShape = z.object({ http: z.number(), tcp: z.number(), air: z.string().nullable() });
const hostShape = z.object({ code: z.string().nullish(), secret: z.string().default('') });

/** What lets people in, as the TV shows it. */
export interface Shown {
  readonly code: string;
  /** Behind # in the address of the QR code; empty with a hub that has none. */
  readonly secret: string;
}

/** What a process holds now. */
export interface Figures {
  readonly rssMb: number;
  readonly fds: number;
  /** Processor time so far. */
  readonly cpuMs: number;
}

/** How a hub is started other than usual. */
export interface HubSettings {
  /** A checkout that is built. */
  readonly root: string;
  readonly flags?: readonly string[];
  /** Kept by the caller; default: one of its own that goes with the hub. */
  readonly dataDir?: string;
  /** What comes before `node` (a shell with other limits, say), and before the program. */
  readonly within?: readonly string[];
  readonly nodeFlags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly radio?: 'virtual' | 'off';
}

/** A hub as a person starts it, in a process of its own, looked at from outside. */
export class HubUnderAttack {
  readonly pid: number;
  readonly ports: z.infer<typeof readyShape>;
  /** Bytes that it wrote to its log. */
  logBytes = 0;
  /** The newest of them. */
  lastWords = '';
  readonly #child: ChildProcess;
  /** Whether links to it are sealed; one of before that is spoken to in the clear. */
  isSealed = false;
  readonly #dataDir: string;
  readonly #isOwnDir: boolean;

  private constructor(
    child: ChildProcess,
    ready: z.infer<typeof readyShape>,
    dataDir: string,
    isOwnDir: boolean,
  ) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.ports = ready;
    this.#dataDir = dataDir;
    this.#isOwnDir = isOwnDir;
  }

  /** Resolves at the ready line. @throws Error if there is none. */
  static start(settings: HubSettings): Promise<HubUnderAttack> {
    const { root, flags = [], within = [], nodeFlags = [], radio = 'virtual' } = settings;
    const ownDir =
      settings.dataDir === undefined ? mkdtempSync(join(tmpdir(), 'partyline-attack-')) : undefined;
    const dataDir = settings.dataDir ?? ownDir ?? '';
    const [command = '', ...args] = [
      ...within,
      process.execPath,
      ...nodeFlags,
      join(root, '.build', 'hub', 'main.js'),
      ...['--radio', radio, '--game', 'arena', '--code', CODE, '--bind', HOST, '--announce', 'off'],
      ...['--port', '0', '--tcp-port', '0', '--data-dir', dataDir, ...flags],
    ];
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', ...settings.env },
    });
    return new Promise((resolve, reject) => {
      let hub: HubUnderAttack | undefined;
      let [out, err] = ['', ''];
      child.stderr.on('data', (chunk: Buffer) => {
        err = (err + chunk.toString()).slice(-4_000);
        if (!hub) return;
        hub.logBytes += chunk.length;
        hub.lastWords = err;
      });
      child.stdout.on('data', (chunk: Buffer) => {
        if (hub) return;
        out += chunk.toString();
        const [, line] = /^ready (\{.*\})$/m.exec(out) ?? [];
        if (line === undefined) return;
        hub = new HubUnderAttack(child, readyShape.parse(JSON.parse(line)), dataDir, ownDir !== undefined);
        hub.#greet().then(() => hub && resolve(hub), reject);
      });
      child.once('error', reject);
      child.once('exit', (code) =>
        reject(new Error(`the hub ended with ${code} before it was ready:\n${err}`)),
      );
    });
  }

  /** Asks which version it speaks. */
  async #greet(): Promise<void> {
    const socket = connect({ host: HOST, port: this.ports.tcp });
    socket.write(frameForTcp(encode(hello)));
    const frames = new TcpDeframer(limits.frameToPhone);
    for await (const bytes of socket) {
      const [first] = frames.push(bytes as Buffer);
      if (first === undefined) continue;
      this.isSealed = first[0] === messages.sealedHub.id;
      break;
    }
    socket.destroy();
  }

  /** How it ended; undefined while it lives. */
  get death(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return undefined;
    return `ended with ${signalCode ?? exitCode}`;
  }

  get base(): string {
    return `http://${HOST}:${this.ports.http}`;
  }

  /** @param sources addresses that the attacker calls from. */
  target(sources: readonly string[]): Target {
    return { host: HOST, ...this.ports, code: CODE, sources };
  }

  /** The key of its TV; empty with a hub that has none. */
  get hostKey(): string {
    try {
      return readFileSync(join(this.#dataDir, 'host-key'), 'utf8').trim();
    } catch {
      return '';
    }
  }

  /** As the TV shows it: a hub may have made a new one. */
  async invitation(): Promise<Shown> {
    try {
      const answer = await fetch(`${this.base}/host.json`, {
        headers: { authorization: `Bearer ${this.hostKey}` },
        signal: AbortSignal.timeout(2_000),
      });
      const { code, secret } = hostShape.parse(await answer.json());
      return { code: code ?? CODE, secret };
    } catch {
      return { code: CODE, secret: '' };
    }
  }

  /** A figure of /metrics, such as `partyline_members{status="away"}`. @throws Error if it is not told. */
  async metric(name: string): Promise<number> {
    const answer = await fetch(`${this.base}/metrics`, { signal: AbortSignal.timeout(5_000) });
    const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${name} `));
    if (line === undefined) throw new Error(`/metrics has no ${name}`);
    return Number(line.slice(name.length));
  }

  /** Not a number once the process is gone. */
  figures(): Figures {
    try {
      const fds = readdirSync(`/proc/${this.pid}/fd`).length;
      return { rssMb: rssMb(this.pid), fds, cpuMs: cpuMs(this.pid) };
    } catch {
      return { rssMb: Number.NaN, fds: Number.NaN, cpuMs: Number.NaN };
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it, in the proper way if it does. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.death === undefined) {
      const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
      this.#child.kill(signal);
      const hard = setTimeout(() => this.#child.kill('SIGKILL'), 3_000);
      await gone;
      clearTimeout(hard);
    }
    if (this.#isOwnDir) rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
