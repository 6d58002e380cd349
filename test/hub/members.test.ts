import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import { pad } from '../../protocol/inputs.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const walk = (first: number, count = 1) =>
  ({ type: 'input', first, inputs: Array.from({ length: count }, () => pad(0, 1)) }) as const;

describe('what members say', () => {
  it('reaches everybody, cleaned; too much of it, or from somebody muted, does not', () => {
    const hub = new VirtualHub();
    const host = hub.join('Ada');
    const bob = hub.join('Bob');
    hub.advance(50);
    bob.send({ type: 'chat', text: ' hello\nthere ' });
    expect(host.last('said')).toMatchObject({ member: 1, text: 'hello there' });
    for (let i = 0; i < 10; i += 1) bob.send({ type: 'emote', emote: i });
    expect(host.count('showed')).toBe(5);
    expect(bob.last('error').code).toBe(errorTable.tooFast.code);
    host.send({ type: 'command', command: 'mute', member: 1, argument: '' });
    hub.advance(10_000, 1000);
    bob.send({ type: 'chat', text: 'still here' });
    expect(bob.last('error').code).toBe(errorTable.muted.code);
  });

  it('lets only the host kick, and whoever is kicked cannot resume', () => {
    const hub = new VirtualHub();
    const host = hub.join('Ada');
    const bob = hub.join('Bob');
    hub.advance(50);
    bob.send({ type: 'command', command: 'kick', member: 0, argument: '' });
    expect(bob.last('error').code).toBe(errorTable.notAllowed.code);
    host.send({ type: 'command', command: 'kick', member: 1, argument: '' });
    expect(bob.last('error').code).toBe(errorTable.kicked.code);
    hub.advance(50);
    expect(hub.hub.state.members.has(1)).toBe(false);
  });

  it('gives the host rights to whoever shows the host key, without a code', () => {
    const hub = new VirtualHub();
    const tv = hub.join('TV', { code: '', role: 'screen', hostKey: 'the host key' });
    hub.join('Ada');
    hub.advance(50);
    tv.send({ type: 'command', command: 'start', member: 0, argument: '' });
    hub.advance(50);
    expect(hub.hub.state.phase).toBe('countdown');
  });

  it('does not take inputs from watchers', () => {
    const hub = new VirtualHub();
    const watcher = hub.join('Walt', { role: 'watcher' });
    watcher.send(walk(1));
    expect(watcher.last('error').code).toBe(errorTable.notAllowed.code);
  });
});
