import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the programs that people run are; another place only while somebody builds in this one. */
const build = process.env.PARTYLINE_BUILD ?? fileURLToPath(new URL('../../../.build', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of the project in a process of its own, with all that it says. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = '';
  err = '';
  #heard: (() => void)[] = [];

  /** @param file of the build, such as `hub/main.js`. @throws Error if it is not built. */
  constructor(file: string, args: readonly string[]) {
    const path = join(build, file);
    if (!existsSync(path)) throw new Error(`${path} is not there. Build it first: npm run build`);
    this.child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.out += chunk.toString();
      this.#tell();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.err += chunk.toString();
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.#tell();
      return { code, signal };
    });
  }

  #tell(): void {
    for (const heard of this.#heard.splice(0)) heard();
  }

  /** Resolves with the match once the program has said it. @throws Error if it ends before. */
  async says(what: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this.out);
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
