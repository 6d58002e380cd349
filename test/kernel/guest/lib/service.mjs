// The installed service, looked at from outside as an administrator would.
import { readFileSync } from 'node:fs';
import { until } from './adapters.mjs';

const UNIT = 'partyline.service';

/** @param {ReturnType<import('./bed.mjs').createBed>} bed */
export function service(bed) {
  const show = async (property) =>
    (await bed.sh(['systemctl', 'show', '--value', `--property=${property}`, UNIT])).join('');

  const pid = async () => Number(await show('MainPID'));

  /** What the hub answers at /healthz, or `undefined` while it does not. */
  async function health(port = 8080) {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/healthz`)).json();
    } catch {
      return undefined;
    }
  }

  /** Waits until systemd has been told that the hub is ready. */
  const active = (what) => until(async () => (await show('ActiveState')) === 'active', what, 180);

  /** Waits for a hub that is another process than `before` and ready; resolves to the seconds that took. */
  async function backAfter(before, what) {
    const from = performance.now();
    await until(async () => ![0, before].includes(await pid()), what, 180);
    await active(what);
    return (performance.now() - from) / 1000;
  }

  /** The ready line of the running hub, parsed. The journal may be behind the program that writes to it. */
  async function ready() {
    const invocation = await show('InvocationID');
    const query = ['journalctl', '--no-pager', '--output=cat', `_SYSTEMD_INVOCATION_ID=${invocation}`];
    const line = await until(
      async () => (await bed.sh(query)).find((text) => text.startsWith('ready ')),
      "the hub's ready line in the journal",
      60,
    );
    return JSON.parse(line.slice('ready '.length));
  }

  /** Names of the capabilities that the hub's process has, such as cap_net_raw. */
  async function capabilities() {
    const status = readFileSync(`/proc/${await pid()}/status`, 'utf8');
    const mask = /^CapEff:\s*(\w+)$/m.exec(status)[1];
    const [, names] = (await bed.sh(['capsh', `--decode=${mask}`]))[0].split('=');
    return { names: names.split(','), uid: Number(/^Uid:\s*(\d+)/m.exec(status)[1]) };
  }

  return { show, pid, health, active, backAfter, ready, capabilities };
}
