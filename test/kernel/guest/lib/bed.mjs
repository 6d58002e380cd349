// What a suite is given: the programs it can start and the adapters it can make. See ../../README.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapters, until, waitForAdapters } from './adapters.mjs';
import { start } from './processes.mjs';

const PROJECT = '/project';
const ATTEMPTS = 4;
/** The kernel gives a new adapter about two seconds for each of its first questions, and asks one adapter after the other. */
const SETUP_SECONDS = 8;
const SETUP_SECONDS_EACH = 4;
const ATTACH_SECONDS = 40;
const BRIDGE = join(PROJECT, 'test/kernel/guest/vhci-bridge');

/** Rejects if the promise takes too long for anything to come of it. */
const within = (promise, what) =>
  Promise.race([
    promise,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`${what}: not within ${ATTACH_SECONDS} s`)), ATTACH_SECONDS * 1000);
    }),
  ]);

/**
 * @param {string} out folder shared with the host
 */
export function createBed(out) {
  const logs = join(out, 'logs');
  mkdirSync(logs, { recursive: true });
  const programs = new Set();
  let bridges = 0;
  const phaseFile = join(out, 'phase');

  /** Starts a program that ends with the suite at the latest; its output goes to logs/NAME.log. */
  function run(name, command, options = {}) {
    const program = start(name, command, join(logs, `${name}.log`), { cwd: PROJECT, ...options });
    programs.add(program);
    program.exit.then(() => programs.delete(program));
    return program;
  }

  /** Runs a program to its end; resolves to its lines, rejects if it fails. */
  async function sh(command, options = {}) {
    const program = run(command[0].split('/').pop(), command, options);
    const { code } = await program.exit;
    if (code !== 0)
      throw new Error(`${command.join(' ')} ended with ${code}: ${program.lines.slice(-3).join(' | ')}`);
    return program.lines;
  }

  /** Waits until the kernel has asked new adapters all it wants to know; before that they can be used by nobody. */
  const waitForSetup = (names) =>
    until(
      async () => {
        const info = (await sh(['btmgmt', 'info'])).join('\n');
        return names.every((name) => info.includes(`${name}:`));
      },
      `${names.join(' ')} set up by the kernel`,
      SETUP_SECONDS + names.length * SETUP_SECONDS_EACH,
    );

  return {
    project: PROJECT,
    out,
    run,
    sh,
    until,
    adapters,
    waitForAdapters,

    /** A node program of the project, e.g. node('hub', ['.build/hub/main.js', '--radio', 'hci0']). */
    node: (name, args, options) => run(name, [process.execPath, ...args], options),

    /** BlueZ's own LE controllers: `count` more adapters in the kernel. */
    async btvirt(count) {
      // It uses them while the kernel already waits for its first answer, and loading takes seconds under emulation.
      await sh(['modprobe', '--all', 'algif_hash', 'algif_skcipher']);
      for (let attempt = 1; ; attempt++) {
        const before = adapters();
        const program = run('btvirt', ['btvirt', '-L', `-l${count}`]);
        await Promise.race([
          waitForAdapters(before.length + count),
          program.exit.then(() => Promise.reject(new Error(`btvirt ended: ${program.lines.join(' | ')}`))),
        ]);
        try {
          await waitForSetup(adapters().filter((name) => !before.includes(name)));
          return program;
        } catch (error) {
          // On a busy host it can be too slow for the kernel's first question; the kernel asks only once.
          if (attempt === ATTEMPTS) throw error;
          await program.end();
          await until(() => adapters().length === before.length, "btvirt's adapters to go");
        }
      }
    },

    /** Adapters out of an H4 Unix socket, one connection each. `end()` on the result unplugs them all. */
    async attach(socket, count = 1) {
      const command = [process.execPath, `${BRIDGE}.mjs`, socket, String(count)];
      for (let attempt = 1; ; attempt++) {
        const before = adapters();
        bridges += 1;
        const bridge = run(`vhci-bridge-${bridges}`, command);
        try {
          const ready = await within(bridge.line(/^attached (.*)$/), `${count} adapters attached`);
          const names = ready[1].split(' ');
          await waitForSetup(names);
          return Object.assign(bridge, { names });
        } catch (error) {
          // As above: too slow for the kernel's questions, which it asks only once.
          if (attempt === ATTEMPTS) throw error;
          await bridge.end('SIGKILL');
          await until(() => adapters().length === before.length, 'the adapters to go');
        }
      }
    },

    /** 0 at the first boot of this suite, then one more after each `reboot`. */
    phase: existsSync(phaseFile) ? Number(readFileSync(phaseFile, 'utf8')) : 0,

    /** Reboots the guest (systemd suites only); the suite then starts anew with the next phase. Never resolves. */
    async reboot() {
      writeFileSync(phaseFile, String(this.phase + 1));
      writeFileSync(join(out, 'again'), '');
      await sh(['systemctl', 'reboot']);
      return new Promise(() => {});
    },

    /** Ends all that still runs, newest first. */
    async endAll() {
      for (const program of [...programs].reverse()) await program.end();
    },
  };
}
