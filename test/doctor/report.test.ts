import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { probeNetwork } from '../../hub/doctor/probes/network.ts';
import { hasFailure, inJson, inWords } from '../../hub/doctor/report.ts';

const fine = { status: 'ok', about: 'node', text: 'Node 20.' } as const;
const poor = { status: 'warn', about: 'mdns', text: 'Nothing answers.', fix: 'sudo apt install x' } as const;
const bad = { status: 'fail', about: 'hci0', text: 'Switched off.', fix: 'Switch it on' } as const;

describe('doctor: what it prints', () => {
  it('is a failure only where something fails', () => {
    expect(hasFailure([fine, poor])).toBe(false);
    expect(hasFailure([fine, bad])).toBe(true);
  });

  it('gives a program one JSON line', () => {
    const line = inJson([fine, bad]);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({ ok: false, findings: [fine, bad] });
  });

  it('puts the remedy under its finding', () => {
    const lines = inWords([fine, poor]).split('\n');
    expect(lines[1]).toMatch(/warn.*mdns.*Nothing answers\./);
    expect(lines[2]).toMatch(/mend:.* sudo apt install x$/);
  });
});

describe('doctor: ports', () => {
  it('sees that a port is taken, by whom, and that it is no hub', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const address = server.address();
    const web = typeof address === 'object' && address ? address.port : 0;
    const { ports } = await probeNetwork({ web, tcp: 0 });
    await new Promise((resolve) => server.close(resolve));
    // The process that holds it is this very one, which is left out.
    expect(ports).toMatchObject([
      { about: 'web port', port: web, state: 'taken', holder: null },
      { about: 'tcp port', port: 0, state: 'free' },
    ]);
  });
});
