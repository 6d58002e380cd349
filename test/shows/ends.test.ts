import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import { HOST, HubShow, print, reportOf, runHub } from './support/show.ts';

const hasBluetooth = (): boolean => {
  try {
    return readdirSync('/sys/class/bluetooth').length > 0;
  } catch {
    return false;
  }
};

describe('the hub is asked to end', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: phones on every radio are told, and it is gone within a second',
    async (signal) => {
      const hub = await HubShow.start('--radio', 'virtual');
      const told = new Map<string, string>();
      const phones = (['ble', 'websocket', 'tcp'] as const).map((kind) =>
        hub.phone(kind, {
          watch: (effect) => {
            if (effect.type === 'error') told.set(kind, effect.sentence);
          },
        }),
      );
      for (const phone of phones) phone.start();
      await Promise.all(phones.map((phone) => phone.until(({ statesReceived }) => statesReceived > 0)));
      const { code, ms } = await hub.running.kill(signal);
      await Promise.all(phones.map((phone) => phone.until(() => told.has(phone.transport))));
      print(signal, { ms, told: told.size });
      const { sentence } = errorTable.hubClosing;
      expect(Object.fromEntries(told)).toEqual({ ble: sentence, websocket: sentence, tcp: sentence });
      expect(code).toBe(0);
      expect(ms).toBeLessThan(1_000);
    },
  );
});

describe('the hub cannot have what was asked for', () => {
  it.each([
    [['--game', 'chess'], /There is no game "chess"\. Choose one of: .*pong/],
    [['--port', 'eighty'], /--port \(or PARTYLINE_PORT\) takes a port number/],
    [['--code', '12'], /--code .* takes auto, off or four digits/],
    [['--radio', 'lorawan'], /--radio .* takes auto, hci/],
    [['--frobnicate'], /unknown option '--frobnicate'/],
    [['--bind', '192.0.2.1'], /192\.0\.2\.1/],
  ])('%j: one line, and exit code 2', async (flags, sentence) => {
    const hub = runHub('--radio', 'off', ...flags);
    expect((await hub.ended).code).toBe(2);
    expect(hub.err).toMatch(sentence);
    expect(hub.err.trim().split('\n')).toHaveLength(1);
    expect(hub.out).toBe('');
  });

  it('a port that is taken: takes another one and says so', async () => {
    const server = createServer().listen(0, HOST);
    await once(server, 'listening');
    const taken = (server.address() as { port: number }).port;
    const hub = await HubShow.start('--radio', 'off', '--port', String(taken));
    await hub.running.says(/Ctrl-C/);
    server.close();
    expect(hub.ready.http).not.toBe(taken);
    expect(hub.running.out).toMatch(new RegExp(`Note.*${taken}.*Using ${hub.ready.http} meanwhile`));
    expect((await hub.json('/healthz')).ok).toBe(true);
  });

  it.skipIf(hasBluetooth())(
    'no Bluetooth on the machine: says why, and plays over Wi-Fi and TCP',
    async () => {
      const hub = await HubShow.start('--radio', 'auto', '--game', 'arena');
      const [, words] = await hub.running.says(/Bluetooth +(off.*)\n/);
      print('a machine without Bluetooth', { words });
      expect(words).toMatch(
        /^off: (This machine has no Bluetooth|No Bluetooth adapter|The Bluetooth module)/,
      );
      expect(hub.ready).toMatchObject({ ble: 'off', air: null });
      const phones = ['websocket', 'tcp'] as const;
      for (const kind of phones) {
        const phone = hub.phone(kind);
        phone.start();
        await phone.until(({ inputs }) => inputs.acknowledged > 3);
      }
    },
  );

  it.skipIf(hasBluetooth())(
    'an adapter that was asked for and is not there: says how to get one',
    async () => {
      const hub = await HubShow.start('--radio', 'hci');
      await hub.running.says(/Ctrl-C/);
      expect(hub.ready.ble).toBe('off');
      expect(hub.running.out).toMatch(/Note .*(Bluetooth|adapter).*(sudo|Plug)/);
    },
  );
});

describe('simulated phones cannot have what was asked for', () => {
  it('a wrong code: one line at once, and exit code 2', async () => {
    const hub = await HubShow.start('--radio', 'off');
    const phones = hub.phones('--ws', '3', '--code', '9999');
    expect((await phones.ended).code).toBe(2);
    expect(phones.err).toBe(
      'The hub does not take this --code: give the four digits, or the secret of the QR code, that it shows.\n',
    );
    const none = hub.phones('--ws', '1', '--code', 'off');
    expect((await none.ended).code).toBe(2);
    expect(none.err).toBe('The hub wants the join code that it shows: --code NNNN.\n');
  });

  it('no hub there, and no air there: one line, and exit code 2', async () => {
    const hub = await HubShow.start('--radio', 'virtual');
    const wrongAir = hub.phones('--ble', '1', '--air', '/no/such/air.sock');
    expect((await wrongAir.ended).code).toBe(2);
    expect(wrongAir.err).toMatch(/^--air: there is no such socket\..*\n$/);
    await hub.running.kill('SIGTERM');
    const late = hub.phones('--ws', '1', '--air', '/dev/null');
    expect((await late.ended).code).toBe(2);
    const lost = hub.phones('--ws', '1').ended;
    expect((await lost).code).toBe(2);
  });

  it('a hub without a code takes them without one', async () => {
    const hub = await HubShow.start('--radio', 'off', '--code', 'off');
    const { totals } = await reportOf(hub.phones('--ws', '1', '--code', 'off', '--seconds', '1'));
    expect(totals.phonesOutside).toBe(0);
  });
});
