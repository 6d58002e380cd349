import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../phone-sim/hub-address.ts';
import { readFlags } from '../../phone-sim/options.ts';

const hub = ['--hub', '127.0.0.1:8080'];

describe('the flags of scripts/phones', () => {
  it('reads what the design names', async () => {
    const air = join(mkdtempSync(join(tmpdir(), 'partyline-test-')), 'air.sock');
    const server = createServer().listen(air);
    await once(server, 'listening');
    const args = [...hub, '--air', air, '--ble', '2', '--ws', '3', '--tcp', '1', '--seconds', '1.5'];
    const more = ['--stagger', '1s', '--inputs', '5', '--keep', '/tmp/tokens'];
    expect(readFlags([...args, ...more, '--switch', '2s', '--code', '4711', '--json'])).toEqual({
      hub: { host: '127.0.0.1', port: 8080 },
      air,
      ble: 2,
      ws: 3,
      tcp: 1,
      seconds: 1.5,
      switch: 2_000,
      stagger: 1_000,
      inputs: 5,
      keep: '/tmp/tokens',
      code: '4711',
      plain: false,
      json: true,
    });
    server.close();
  });

  it.each([
    ['[fe80::1]:80', { host: 'fe80::1', port: 80 }],
    ['party.local:8080', { host: 'party.local', port: 8080 }],
  ])('takes %s for a hub', (text, address) => {
    expect(readFlags(['--hub', text, '--ws', '1']).hub).toEqual(address);
  });

  it('takes the secret of a QR code for a code, and speaks plain only if told to', () => {
    const secret = 'ABCDEFGHIJKLMNOPQRSTUVWX27';
    expect(readFlags([...hub, '--ws', '1', '--code', secret])).toMatchObject({ code: secret, plain: false });
    expect(readFlags([...hub, '--ws', '1', '--plain'])).toMatchObject({ plain: true });
  });

  it.each<[string[], RegExp]>([
    [['--ws', '1'], /--hub wants HOST:PORT/],
    [['--hub', 'nowhere', '--ws', '1'], /--hub wants HOST:PORT/],
    [['--hub', 'a:70000', '--ws', '1'], /--hub wants HOST:PORT/],
    [hub, /No phones asked for/],
    [[...hub, '--ws', 'many'], /--ws wants a whole number/],
    [[...hub, '--ws', '-1'], /--ws cannot be below 0/],
    [[...hub, '--tcp', '99999'], /--tcp takes at most/],
    [[...hub, '--ws', '1', '--tcp-port', '0'], /--tcp-port wants a port/],
    [[...hub, '--ws', '1', '--seconds', '0'], /--seconds wants a number above 0/],
    [[...hub, '--ws', '1', '--switch', '5'], /--switch wants a time/],
    [[...hub, '--ws', '1', '--stagger', 'long'], /--stagger wants a time/],
    [[...hub, '--ws', '1', '--inputs', '0'], /--inputs wants a number above 0/],
    [[...hub, '--ws', '1', '--switch', '10ms'], /--switch wants a time/],
    [[...hub, '--ws', '1', '--code', 'abcd'], /--code wants the four digits/],
    [[...hub, '--ws', '1', '--code', 'ABCDEFGHIJKLMNOPQRSTUVWX2'], /26 characters behind #/],
    [[...hub, '--ble', '1', '--air', '/no/such/socket'], /--air: there is no such socket/],
    [[...hub, '--ble', '1', '--air', '/dev/null'], /--air: there is no such socket/],
    [[...hub, '--frob'], /unknown option '--frob'/],
  ])('refuses %j with a sentence', (args, sentence) => {
    expect(() => readFlags(args)).toThrow(sentence);
    expect(() => readFlags(args)).toThrow(UsageError);
  });
});
