// Child processes of a suite: output kept in a log the host can read, lines to wait for, and a sure end.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** How long a process may take to end after SIGTERM before it is killed. */
const GRACE_MS = 5000;

/**
 * One running program. `lines` has all it has printed so far (stdout and stderr); `nextLine` waits for more.
 * @typedef {ReturnType<typeof start>} Program
 */

/**
 * Starts `command` with both its outputs logged to `logFile`.
 * @param {string} name for messages
 * @param {string[]} command
 * @param {string} logFile
 * @param {import('node:child_process').SpawnOptions} options e.g. env, uid, cwd
 */
export function start(name, command, logFile, options = {}) {
  const log = createWriteStream(logFile, { flags: 'a' });
  // A process group of its own, so that whatever it starts ends with it.
  const child = spawn(command[0], command.slice(1), { stdio: 'pipe', detached: true, ...options });
  const lines = [];
  const waiting = new Set();
  let ended = false;
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      log.write(`${line}\n`);
      lines.push(line);
      for (const look of [...waiting]) look();
    });
  }
  const exit = new Promise((resolve) => {
    child.once('error', (error) => {
      lines.push(`${name}: ${error.message}`);
      resolve({ code: 127, signal: null });
    });
    // 'close' comes when all output has been read; something it left behind may hold that open for ever.
    child.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), GRACE_MS).unref());
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).then((status) => {
    ended = true;
    log.end();
    for (const look of [...waiting]) look();
    return status;
  });

  /**
   * The first line, from the start of its output, that matches; rejects when the program ends without one.
   * @param {RegExp} pattern
   * @param {number} [from] index in `lines` to start at
   * @returns {Promise<RegExpMatchArray>}
   */
  function line(pattern, from = 0) {
    return new Promise((resolve, reject) => {
      let at = from;
      const look = () => {
        for (; at < lines.length; at++) {
          const match = lines[at].match(pattern);
          if (match === null) continue;
          waiting.delete(look);
          return resolve(match);
        }
        if (!ended) return;
        waiting.delete(look);
        const last = lines.slice(-3).join(' | ');
        reject(new Error(`${name} ended before it printed ${pattern}; it said: ${last || 'nothing'}`));
      };
      waiting.add(look);
      look();
    });
  }

  function toGroup(signal) {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  /** Ends it and all it started with `signal`, by force if it does not end in time. Resolves to its exit status. */
  async function end(signal = 'SIGTERM') {
    toGroup(signal);
    const force = setTimeout(() => toGroup('SIGKILL'), GRACE_MS);
    const status = await exit;
    clearTimeout(force);
    return status;
  }

  return { name, pid: child.pid, stdin: child.stdin, lines, line, exit, end, hasEnded: () => ended };
}
