import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { linkEvents } from '../../hub/pipeline/link-events.ts';
import { MemoryTransport } from '../../hub/transport/memory.ts';
import { encode } from '../../protocol/codec.ts';
import { pad } from '../../protocol/inputs.ts';
import type { PhoneMessage } from '../../protocol/messages.ts';

const input = (first: number): PhoneMessage => ({ type: 'input', first, inputs: [pad(0, 1)] });

/** Two phones whose frames arrive at once, and what the hub is told, in order. */
const rig = () => {
  const transport = new MemoryTransport({ defer: (deliver) => deliver() });
  const end$ = new Subject<void>();
  const heard: string[] = [];
  let may = true;
  transport.links$.pipe(linkEvents({ now: () => 0, mayWait: () => may, read$: end$ })).subscribe((event) => {
    if (event.type !== 'message') return void heard.push(`${event.source.link.id} ${event.type}`);
    const { message } = event;
    heard.push(
      `${event.source.link.id} ${message.type}${message.type === 'input' ? ` ${message.first}` : ''}`,
    );
  });
  const [a, b] = [transport.connect(), transport.connect()];
  heard.length = 0;
  return {
    a,
    b,
    heard,
    end: () => end$.next(),
    stopWaiting: () => {
      may = false;
    },
    send: (from: typeof a, message: PhoneMessage) => from.send(encode(message)),
  };
};

describe('inputs that may wait', () => {
  it('are read when the wait ends, in the order in which they came, whoever sent them', () => {
    const { a, b, heard, end, send } = rig();
    send(a, input(1));
    send(b, input(1));
    send(a, input(2));
    expect(heard).toEqual([]);
    end();
    expect(heard).toEqual(['memory-1 input 1', 'memory-2 input 1', 'memory-1 input 2']);
    end();
    expect(heard).toHaveLength(3);
  });

  it('are overtaken by pings, pongs and acknowledgements, and by nothing else', () => {
    const { a, b, heard, send } = rig();
    send(a, input(1));
    send(b, { type: 'pong', stamp: 1 });
    send(b, { type: 'ack', tick: 1 });
    expect(heard).toEqual(['memory-2 pong', 'memory-2 ack']);
    send(b, { type: 'leave' });
    expect(heard.slice(2)).toEqual(['memory-1 input 1', 'memory-2 leave']);
  });

  it('come before the end of any link, and before a frame that cannot be read', () => {
    const { a, b, heard, send } = rig();
    send(a, input(1));
    b.vanish();
    send(a, input(2));
    a.send(Uint8Array.of(0xff));
    expect(heard).toEqual(['memory-1 input 1', 'memory-2 closed', 'memory-1 input 2', 'memory-1 refused']);
  });

  it('are read at once where they may not wait, after those that did', () => {
    const { a, heard, send, stopWaiting } = rig();
    send(a, input(1));
    stopWaiting();
    send(a, input(2));
    expect(heard).toEqual(['memory-1 input 1', 'memory-1 input 2']);
  });

  it('are read when there are so many that a tick would be held up', () => {
    const { a, heard, send } = rig();
    for (let i = 1; i < 128; i += 1) send(a, input(i));
    expect(heard).toEqual([]);
    send(a, input(128));
    expect(heard).toHaveLength(128);
  });
});
