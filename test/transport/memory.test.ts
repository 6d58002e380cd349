import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createMemoryPair, MemoryTransport } from '../../hub/transport/memory.ts';
import { describeLinkContract } from './contract.ts';
import { FrameQueue } from './frame-queue.ts';

describeLinkContract('memory', async () => {
  const transport = new MemoryTransport();
  return {
    connect: async () => {
      const opened = firstValueFrom(transport.links$);
      const phone = transport.connect();
      return { hub: await opened, phone: { ...phone, frames: new FrameQueue(phone.frames$) } };
    },
    dispose: () => transport.stop(),
  };
});

describe('memory links', () => {
  it('calls nobody back from inside a call', () => {
    const steps: (() => void)[] = [];
    const { hub, phone } = createMemoryPair({ defer: (deliver) => steps.push(deliver) });
    const seen: number[] = [];
    hub.frames$.subscribe((frame) => seen.push(frame[0] ?? -1));
    phone.send(Uint8Array.of(7));
    expect(seen).toEqual([]);
    for (const step of steps) step();
    expect(seen).toEqual([7]);
  });

  it('lets frames wait for a phone that does not read yet, and credit with them', async () => {
    const { hub, phone } = createMemoryPair({ highWater: 4 });
    expect(hub.trySend(Uint8Array.of(1, 2, 3, 4))).toBe(true);
    expect(hub.trySend(Uint8Array.of(5))).toBe(false);
    const back = firstValueFrom(hub.writable$);
    const frames = new FrameQueue(phone.frames$);
    await back;
    expect(await frames.take(1)).toEqual([Uint8Array.of(1, 2, 3, 4)]);
  });

  it('ends every link when the transport stops', async () => {
    const transport = new MemoryTransport();
    const phones = [transport.connect(), transport.connect()];
    await transport.stop();
    await transport.stop();
    for (const phone of phones) expect((await firstValueFrom(phone.closed$)).cause).toBe('hub');
  });
});
