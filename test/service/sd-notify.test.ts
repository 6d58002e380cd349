import { describe, expect, it } from 'vitest';
import { createServiceManager } from '../../hub/service/sd-notify.ts';

const PID = 42;

/** A manager with a clock turned by hand. `arrive` lets the oldest message reach systemd. */
function setUp(env: Record<string, string>) {
  const sent: string[][] = [];
  const failures: unknown[] = [];
  const pending: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let timer: { ms: number; action: () => void } | undefined;
  const manager = createServiceManager({
    env,
    pid: PID,
    send: (variables) => {
      sent.push([...variables]);
      return new Promise((resolve, reject) => pending.push({ resolve, reject }));
    },
    every: (ms, action) => {
      timer = { ms, action };
      return () => {
        timer = undefined;
      };
    },
    failed: (error) => failures.push(error),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    manager,
    sent,
    failures,
    interval: () => timer?.ms,
    tick: () => timer?.action(),
    arrive: async () => {
      pending.shift()?.resolve();
      await settled();
    },
    fail: async (error: Error) => {
      pending.shift()?.reject(error);
      await settled();
    },
  };
}

const service = { NOTIFY_SOCKET: '/run/systemd/notify' };
const watched = { ...service, WATCHDOG_USEC: '30000000', WATCHDOG_PID: String(PID) };

describe('the hub as a systemd service', () => {
  it('says nothing where systemd did not start it', () => {
    const { manager, sent, interval } = setUp({ WATCHDOG_USEC: '30000000' });
    manager.ready('plays');
    manager.stopping();
    expect(sent).toEqual([]);
    expect(interval()).toBeUndefined();
  });

  it('says that it is ready, in one line, and that it stops', () => {
    const { manager, sent } = setUp(service);
    manager.ready('plays\nPong');
    manager.stopping();
    expect(sent).toEqual([['READY=1', 'STATUS=plays Pong'], ['STOPPING=1']]);
  });

  it('shows signs of life three times in each watchdog time, until it stops', async () => {
    const { manager, sent, interval, tick, arrive } = setUp(watched);
    manager.ready('plays');
    await arrive();
    expect(interval()).toBe(10_000);
    tick();
    await arrive();
    tick();
    await arrive();
    expect(sent.slice(1)).toEqual([['WATCHDOG=1'], ['WATCHDOG=1']]);
    manager.stopping();
    expect(interval()).toBeUndefined();
  });

  it.each([
    ['no watchdog is set', service],
    ['the watchdog is for another process', { ...watched, WATCHDOG_PID: '43' }],
    ['its time is no number', { ...watched, WATCHDOG_USEC: 'soon' }],
  ])('shows none when %s', (_case, env) => {
    const { manager, interval } = setUp(env);
    manager.ready('plays');
    expect(interval()).toBeUndefined();
  });

  it('does not pile up signs of life while systemd is slow', async () => {
    const { manager, sent, tick, arrive } = setUp(watched);
    manager.ready('plays');
    await arrive();
    tick();
    tick();
    tick();
    expect(sent).toHaveLength(2);
    await arrive();
    tick();
    expect(sent).toHaveLength(3);
  });

  it('goes on after a message that did not arrive', async () => {
    const { manager, sent, failures, tick, arrive, fail } = setUp(watched);
    manager.ready('plays');
    await arrive();
    tick();
    await fail(new Error('no such program'));
    expect(failures).toHaveLength(1);
    tick();
    expect(sent).toHaveLength(3);
  });
});
