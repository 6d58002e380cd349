import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Banner, banner } from '../../hub/banner.ts';

const shown = async (change: Partial<Banner> = {}): Promise<string[]> => {
  const text = await banner({
    name: 'Living room',
    game: 'Pong',
    urls: ['http://192.168.7.20:8080/', 'http://10.0.0.9:8080/'],
    tv: 'http://localhost:8080/tv',
    code: '4711',
    joinSecret: 'ABCDEFGHIJKLMNOPQRSTUVWX27',
    radio: 'off (--radio off)',
    fingerprint: undefined,
    bluetoothUrl: undefined,
    notes: [],
    ...change,
  });
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim());
};

describe('what a person reads when the hub has started', () => {
  it('tells where phones and the TV go, and the code', async () => {
    const lines = await shown();
    expect(lines.slice(lines.indexOf('Phones     http://192.168.7.20:8080/'))).toEqual([
      'Phones     http://192.168.7.20:8080/',
      'http://10.0.0.9:8080/',
      'TV         http://localhost:8080/tv',
      'Code       4 7 1 1',
      'Bluetooth  off (--radio off)',
      '',
      'Ctrl-C ends the game.',
      '',
      '',
    ]);
  });

  it('tells by what phones know the certificate of the hub, in lines for every terminal', async () => {
    const fingerprint = Array.from({ length: 32 }, (_, i) => (i + 16).toString(16).toUpperCase()).join(':');
    const lines = await shown({ fingerprint });
    const at = lines.indexOf('ca.crt     SHA-256 10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F');
    expect(lines[at + 1]).toBe('20:21:22:23:24:25:26:27:28:29:2A:2B:2C:2D:2E:2F');
  });

  it('tells in one line where Bluetooth is to be had, if there is any', async () => {
    const lines = await shown({ radio: 'on, hci0', bluetoothUrl: 'https://192.168.7.20:8080/' });
    expect(lines).toContain('Bluetooth  on, hci0; in Chrome at https://192.168.7.20:8080/');
    expect(lines.join('\n').match(/https:/g)).toHaveLength(1);
  });

  it('says that nobody need type a code, and what is not as wished', async () => {
    const lines = await shown({ code: null, notes: ['Port 8080 is taken. Using 40001 meanwhile.'] });
    expect(lines).toContain('Code       none: everybody nearby may join');
    expect(lines).toContain('Note       Port 8080 is taken. Using 40001 meanwhile.');
  });
});
