import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../hub/config.ts';
import { createLog } from '../../hub/log.ts';
import { play } from '../../hub/play.ts';
import { linkKinds } from '../../protocol/links.ts';

it('3.4.1 a hub opens a way in for every kind of link that reaches it from outside, and counts what it does', async () => {
  const data = mkdtempSync(join(tmpdir(), 'partyline-ways-'));
  const args = [
    '--radio',
    'virtual',
    '--port',
    '0',
    '--tcp-port',
    '0',
    '--announce',
    'off',
    '--data-dir',
    data,
  ];
  const playing = await play(readConfig([...args, '--bind', '127.0.0.1']), createLog('silent'));
  try {
    const metrics = await (await fetch(`http://127.0.0.1:${playing.ready.http}/metrics`)).text();
    const counted = new Set(
      [...metrics.matchAll(/transport_events_total\{transport="(\w+)"/g)].map(([, kind]) => kind),
    );
    const outside = Object.keys(linkKinds).filter((kind) => kind !== 'memory');
    expect([...counted].sort()).toEqual(outside.sort());
    for (const kind of outside) expect(metrics).toContain(`partyline_links{transport="${kind}"} 0`);
  } finally {
    await playing.stop();
    rmSync(data, { recursive: true, force: true });
  }
});
