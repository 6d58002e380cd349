import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the programs that people run are; another place only while somebody builds in this one. */
export const build =
  process.env.PARTYLINE_BUILD ?? fileURLToPath(new URL('../../../.build', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningOptions {
  /** Command to run it in. */
  readonly within?: readonly string[];
  /** Whether what it says on stderr is read at all; default yes. */
  readonly readsErrors?: boolean;
  /** Build that it is of. */
  readonly from?: string;
  /** Of its environment, beside that of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program of the project in a process of its own, with all that it says. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = '';
  err = '';
  readonly #command: ConstructorParameters<typeof Running>;
  #heard: (() => void)[] = [];

  /** @param file of the build, such as `hub/main.js`, or a path. @throws Error if it is not built. */
  constructor(file: string, args: readonly string[], options: RunningOptions = {}) {
    this.#command = [file, args, options];
    const { within = [], readsErrors = true, from = build, env = {} } = options;
    const path = resolve(from, file);
    if (!existsSync(path)) throw new Error(`${path} is not there. Build it first: npm run build`);
    const [command = process.execPath, ...all] = [...within, process.execPath, path, ...args];
    this.child = spawn(command, all, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.out += chunk.toString();
      this.#tell();
    });
    if (readsErrors)
      this.child.stderr?.on('data', (chunk: Buffer) => {
        this.err += chunk.toString();
        this.#tell();
      });
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.#tell();
      return { code, signal };
    });
  }

  /** The same command once more. */
  again(): Running {
    return new Running(...this.#command);
  }

  #tell(): void {
    for (const heard of this.#heard.splice(0)) heard();
  }

  /** Resolves with the match once the program has said it. @throws Error if it ends before. */
  async says(what: RegExp, where: 'out' | 'err' = 'out'): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this[where]);
      if (found) return found;
      if (this.child.exitCode !== null)
        throw new Error(
          `it ended with ${this.child.exitCode} and did not say ${what}:\n${this.out}${this.err}`,
        );
      await new Promise<void>((resolve) => this.#heard.push(resolve));
    }
  }

  /** Milliseconds from the signal to the end. */
  async kill(signal: NodeJS.Signals): Promise<Ended & { readonly ms: number }> {
    const began = performance.now();
    this.child.kill(signal);
    const ended = await this.ended;
    return { ...ended, ms: Math.round(performance.now() - began) };
  }
}
