import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A server under test, in a process of its own. */
export interface Server {
  readonly pid: number;
  /** The line that it printed when it was ready. */
  readonly ready: string;
  /** Milliseconds from the start of the process to that line. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Starts a Node program and waits for the first line that begins with `word`. */
export const startServer = (args: readonly string[], word: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child: ChildProcess = spawn(process.execPath, [...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    let seen = '';
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.once('exit', (code) =>
      reject(new Error(`${args.join(' ')} ended with ${code} before it was ready`)),
    );
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const ready = seen.split('\n').find((line) => line.startsWith(word));
      if (ready === undefined || child.pid === undefined) return;
      child.stdout?.removeAllListeners('data').resume();
      resolve({
        pid: child.pid,
        ready,
        startMs: performance.now() - began,
        stop: () => {
          child.kill('SIGTERM');
          const hard = setTimeout(() => child.kill('SIGKILL'), 2_000);
          return ended.finally(() => clearTimeout(hard));
        },
      });
    });
  });

/** Processor time of a process so far, user and system, in milliseconds (proc(5), fields 14 and 15 in ticks of 10 ms). */
export const cpuMs = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

/** Resident memory in MB. */
export const rssMb = (pid: number): number => {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
};

/** Lets a while pass. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Value below which a share of the sorted samples lies; NaN for none. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
