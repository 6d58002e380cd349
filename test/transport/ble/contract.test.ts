import { firstValueFrom, Subject } from 'rxjs';
import { Air } from '../../../phone-sim/radio/air.ts';
import type { Controller } from '../../../phone-sim/radio/controller.ts';
import { gatt } from '../../../protocol/gatt.ts';
import { type ContractHints, type ContractRig, describeLinkContract } from '../contract.ts';
import { FrameQueue } from '../frame-queue.ts';
import { hubOnAir } from './support/hub-on-air.ts';
import { NoblePhone } from './support/noble-phone.ts';

/** Real noble phones; they play on Control alone, or on a player characteristic. */
const rigOn = (way: 'control' | 'player') => async (): Promise<ContractRig> => {
  const air = new Air({ seed: 2, connectionInterval: 7.5 });
  const hub = await hubOnAir(air, {}, { aclBuffers: 32 });
  const phones: NoblePhone[] = [];
  const hubRadio = (): Controller => {
    const newest = hub.controllers.at(-1);
    if (!newest) throw new Error('no controller');
    return newest;
  };
  return {
    connect: async () => {
      const opened = firstValueFrom(hub.transport.links$);
      let radio: Controller | undefined;
      const noble = await NoblePhone.connect(air, {}, (made) => {
        radio = made;
      });
      phones.push(noble);
      const link = await opened;
      let uuid: string = gatt.control;
      if (way === 'player') {
        uuid = gatt.player(link.claimSlot() ?? 0);
        await noble.listen(uuid);
      }
      const heard = new Subject<Uint8Array>();
      noble.heard = (frame) => heard.next(frame);
      void noble.disconnected.then(() => heard.complete());
      // Writes one after the other; those that meet a link which has ended fail, and that is the point of some tests.
      let writing: Promise<unknown> = Promise.resolve();
      const write = (step: () => Promise<unknown>): void => {
        writing = writing.then(step).catch(() => {});
      };
      const listening = (on: boolean): void => {
        if (radio) air.setPairLoss(hubRadio(), radio, on ? undefined : 1);
      };
      const phone = {
        frames: new FrameQueue(heard),
        send: (frame: Uint8Array) => write(() => noble.send(uuid, frame, way === 'player')),
        // A disconnection overtakes writes without response that are still queued; an answered read does not.
        close: () =>
          write(async () => {
            await noble.characteristic(gatt.info).readAsync();
            await noble.peripheral.disconnectAsync();
          }),
        vanish: () => radio?.detach(),
        sendMalformed: () =>
          write(() => noble.characteristic(uuid).writeAsync(Buffer.from([0x81, 1]), way === 'player')),
        pauseReading: () => listening(false),
        resumeReading: () => listening(true),
      };
      return { hub: link, phone };
    },
    dispose: async () => {
      await hub.stop();
      for (const phone of phones) phone.central.close();
      air.close();
    },
  };
};

const hints: ContractHints = { bulkBytes: 400, burst: 40 };
describeLinkContract('ble, player characteristic', rigOn('player'), hints);
describeLinkContract('ble, Control only', rigOn('control'), { ...hints, burst: 15 });
