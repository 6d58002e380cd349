import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cpuMs } from '../../bench/process.ts';
import type { Stats, Target } from './target.ts';

/** Addresses of four devices that are nobody's; phones of the party call from 127.0.0.1. */
export const SOURCES: readonly string[] = ['127.0.0.66', '127.0.0.67', '127.0.0.68', '127.0.0.69'];

const statsShape = z.record(z.string(), z.number());

/** A flood in a process of its own. */
export class Attack {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #out = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close');
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#out += chunk.toString();
    });
  }

  /** @param root the checkout whose attacker is used. Resolves when it begins. @throws Error if it is not built. */
  static async start(root: string, flood: string, target: Target): Promise<Attack> {
    const program = join(root, '.build', 'test', 'attack', 'attacker.js');
    if (!existsSync(program)) throw new Error(`${program} is not there. Build it first: npm run build`);
    const child = spawn(process.execPath, [program, flood, JSON.stringify(target)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const attack = new Attack(child);
    await Promise.race([once(child.stdout, 'data'), attack.#ended]);
    if (child.exitCode !== null) throw new Error(`the attacker ended with ${child.exitCode} before it began`);
    return attack;
  }

  /** Processor time so far. */
  get cpuMs(): number {
    return cpuMs(this.#child.pid ?? 0);
  }

  /** Ends it. @returns what it did. */
  async stop(): Promise<Stats> {
    this.#child.kill('SIGTERM');
    await this.#ended;
    return statsShape.parse(JSON.parse(this.#out.trim().split('\n').at(-1) ?? ''));
  }
}
