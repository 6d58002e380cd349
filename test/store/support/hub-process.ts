import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A hub in a process of its own. */
export interface HubProcess {
  readonly child: ChildProcess;
  /** Milliseconds from the start of the process to its ready line. */
  readonly readyMs: number;
  /** What the banner says, one sentence each. */
  readonly notes: readonly string[];
}

/** @returns a port that is free now, so that a hub can come back on it. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** A simulated air in a process of its own. @param program phone-sim/radio/main.ts as a bundle. @param socket where it is served. */
export const startAir = (program: string, socket: string): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the air ended with ${code}`)));
    child.stdout?.once('data', () => resolve(child));
  });

/** Resolves when the hub has printed its ready line and its banner. @param env added to that of this process. @param within command to run it in. */
export const startHub = (
  program: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
  within: readonly string[] = [],
): Promise<HubProcess> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const [command = process.execPath, ...args] = [...within, process.execPath, program, ...flags];
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    let text = '';
    let readyMs = 0;
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code}:\n${text}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (readyMs === 0 && text.includes('ready {')) readyMs = performance.now() - began;
      if (!text.includes('Ctrl-C')) return;
      child.stdout?.removeAllListeners('data').resume();
      const notes = text.split('\n').flatMap((line) => /^ {2}Note\s+(.*)$/.exec(line)?.[1] ?? []);
      resolve({ child, readyMs, notes });
    });
  });

/** Ends a hub: at once, as a power cut would, or as a service manager does. */
export const kill = async ({ child }: HubProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};
