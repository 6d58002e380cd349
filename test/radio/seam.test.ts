import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../phone-sim/radio/clock.ts';
import { installVirtualHci } from '../../phone-sim/radio/install.ts';
import { loadNativeWith } from '../../phone-sim/radio/native-hci-socket.ts';
import { inProcess } from '../../phone-sim/radio/transport.ts';
import { VirtualHciSocket } from '../../phone-sim/radio/virtual-hci-socket.ts';

const require = createRequire(import.meta.url);
const devices = installVirtualHci();
const air = new Air({ clock: new VirtualClock() });

/** Stands in for the compiled module, which needs a kernel with Bluetooth: it only notes what it is told. */
class NotedNativeSocket {
  static readonly notes: string[] = [];
  on(): void {}
  bindUser(deviceId?: number): number {
    NotedNativeSocket.notes.push(`bind ${deviceId}`);
    return deviceId ?? 0;
  }
  write(packet: Buffer): void {
    NotedNativeSocket.notes.push(`write ${packet.toString('hex')}`);
  }
  start(): void {
    NotedNativeSocket.notes.push('start');
  }
  stop(): void {
    NotedNativeSocket.notes.push('stop');
  }
  getDeviceList(): unknown[] {
    return [{ devId: 5 }];
  }
}

describe('the place where noble and bleno meet the radio', () => {
  it('is the virtual socket for every require of the package, ours and theirs', () => {
    expect(require('@abandonware/bluetooth-hci-socket')).toBe(VirtualHciSocket);
    expect(installVirtualHci()).toBe(devices);
  });

  it('gives each device number its own controller, once', () => {
    devices.add(3, inProcess(air, { address: '00:00:00:00:00:03' }));
    devices.add(4, inProcess(air, { address: '00:00:00:00:00:04' }));
    expect(() => devices.add(4, inProcess(air))).toThrow(/already/);
    const four = new VirtualHciSocket();
    expect(four.isDevUp()).toBe(false);
    expect(four.bindUser(4)).toBe(4);
    expect(four.isDevUp()).toBe(true);
    expect(() => new VirtualHciSocket().bindRaw(4)).toThrow(expect.objectContaining({ code: 'EBUSY' }));
    const any = new VirtualHciSocket();
    expect(any.bindRaw(undefined)).toBe(3);
    expect(air.controllers.map((c) => c.config.address)).toEqual(['00:00:00:00:00:04', '00:00:00:00:00:03']);
    for (const socket of [four, any]) socket.stop();
    expect(air.controllers).toEqual([]);
    expect(four.isDevUp()).toBe(false);
    expect(new VirtualHciSocket().bindUser(4)).toBe(4);
    air.close();
  });

  it('keeps events until the host started listening, and answers after the call that asked', async () => {
    devices.add(6, inProcess(air));
    const socket = new VirtualHciSocket();
    const got: string[] = [];
    socket.on('data', (packet) => got.push(packet.toString('hex')));
    socket.bindUser(6);
    socket.write(Buffer.from('01030c00', 'hex'));
    await Promise.resolve();
    expect(got).toEqual([]);
    socket.start();
    expect(got).toEqual(['040e0401030c00']);
    socket.write(Buffer.from('01030c00', 'hex'));
    expect(got.length).toBe(1);
    await Promise.resolve();
    expect(got.length).toBe(2);
    socket.stop();
  });

  it('a host that throws on one packet still gets the next', async () => {
    const seen: string[] = [];
    const thrown = new Promise<unknown>((resolve) => process.once('uncaughtException', resolve));
    const others = process.listeners('uncaughtException').slice(0, -1);
    for (const listener of others) process.removeListener('uncaughtException', listener);
    const controller = air.attach({
      deliver: (packet) => {
        seen.push(packet.toString('hex'));
        if (seen.length === 1) throw new RangeError('short PDU');
      },
    });
    for (let i = 0; i < 3; i++) controller.receive(Buffer.from('01030c00', 'hex'));
    expect(await thrown).toBeInstanceOf(RangeError);
    for (const listener of others) process.on('uncaughtException', listener);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.length).toBe(3);
  });

  it('leaves numbers that are not virtual to the native module, and passes its failures on', () => {
    loadNativeWith(() => NotedNativeSocket);
    const socket = new VirtualHciSocket();
    expect(socket.bindUser(77)).toBe(77);
    socket.start();
    socket.write(Buffer.from([1, 3, 12, 0]));
    socket.stop();
    expect(NotedNativeSocket.notes).toEqual(['bind 77', 'start', 'write 01030c00', 'stop']);
    expect(new VirtualHciSocket().getDeviceList().map((d) => d.devId)).toEqual([3, 4, 6, 5]);

    loadNativeWith(() => {
      throw new Error('Cannot find module');
    });
    expect(() => new VirtualHciSocket().bindUser(77)).toThrow('Cannot find module');
    expect(new VirtualHciSocket().getDeviceList().map((d) => d.devId)).toEqual([3, 4, 6]);
    // bleno opens the control channel as soon as it is loaded, module or not.
    expect(new VirtualHciSocket().bindControl()).toBe(0);
  });
});
