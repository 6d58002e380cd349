import { describe, expect, it } from 'vitest';
import { advertisingData, scanResponseData } from '../../../hub/transport/ble/advertisement.ts';
import { toBleError } from '../../../hub/transport/ble/ble-errors.ts';
import { readHci } from '../../../hub/transport/ble/hci-events.ts';
import { closedBy } from '../../../hub/transport/ble/hci-status.ts';
import { type L2capFault, L2capReassembler } from '../../../hub/transport/ble/l2cap-reassembler.ts';
import {
  answerPairing,
  parameterUpdateRequestPdu,
  playParameters,
  readSignal,
} from '../../../hub/transport/ble/signalling.ts';
import { Slots } from '../../../hub/transport/ble/slots.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('advertising data', () => {
  it('carries the service and the room in 31 bytes', () => {
    expect(advertisingData('ROOM42').toString('hex')).toBe(
      `02010611075ed0641bf8c2379a6f4d0b5e01001c7a09ffffff${Buffer.from('ROOM42').toString('hex')}`,
    );
  });
  it('cuts a name at a character and says so', () => {
    expect(scanResponseData('Den').toString('hex')).toBe('040944656e');
    const cut = scanResponseData('ä'.repeat(20));
    expect(cut.length).toBe(30);
    expect(cut[1]).toBe(0x08);
    expect(cut.subarray(2).toString()).toBe('ä'.repeat(14));
  });
});

describe('the L2CAP reassembler', () => {
  const rig = () => {
    const faults: L2capFault[] = [];
    return { faults, reassembler: new L2capReassembler(20, (fault) => faults.push(fault)) };
  };
  const whole = bytes('0500 0400 0102030405');

  it.each([1, 2, 3, 4, 5, 8])('puts together a PDU cut after %d bytes', (at) => {
    const { faults, reassembler } = rig();
    expect(reassembler.push(2, whole.subarray(0, at))).toBeUndefined();
    expect(reassembler.push(1, whole.subarray(at))).toEqual({ channel: 4, payload: bytes('0102030405') });
    expect(reassembler.push(0, whole)).toEqual({ channel: 4, payload: bytes('0102030405') });
    expect(faults).toEqual([]);
  });

  it.each<[string, [number, string][], L2capFault]>([
    ['a continuation first', [[1, '0102']], 'continuation without a start'],
    ['a start inside a PDU', [[2, '0500 0400 01']], 'cut short'],
    ['more than announced', [[2, '0100 0400 0102']], 'more than announced'],
    ['more in a continuation', [[2, '0200 0400 01'], [1, '0203']], 'more than announced'], // biome-ignore format: rows
    [
      'a packet without bytes',
      [
        [2, '0500 0400 01'],
        [1, ''],
      ],
      'cut short',
    ],
    ['an absurd length', [[2, 'ffff 0400 01']], 'too long'],
  ])('lets go of %s and reads the next PDU', (_name, packets, fault) => {
    const { faults, reassembler } = rig();
    for (const [boundary, hex] of packets) expect(reassembler.push(boundary, bytes(hex))).toBeUndefined();
    expect(reassembler.push(2, whole)?.payload).toEqual(bytes('0102030405'));
    expect(faults).toEqual([fault]);
  });

  it('skips the rest of what was too long', () => {
    const { faults, reassembler } = rig();
    reassembler.push(2, bytes('ffff 0400 01'));
    expect(reassembler.push(1, whole)).toBeUndefined();
    expect(faults).toEqual(['too long', 'continuation without a start']);
  });
});

describe('HCI packets', () => {
  it.each([
    ['', 'malformed'],
    ['04', 'malformed'],
    ['0405', 'malformed'],
    ['040504 00 4000', 'malformed'],
    ['040504 00 4000 13', 'disconnected'],
    ['040504 02 4000 13', 'other'],
    ['040e02 01 00', 'malformed'],
    ['040e03 01 0000', 'answer'],
    ['040e03 01 030c', 'malformed'],
    ['040e04 01 030c 00', 'answer'],
    ['040f03 00 01 06', 'malformed'],
    ['040f04 00 01 0604', 'answer'],
    ['041305 02 4000 0100', 'malformed'],
    ['041305 01 4000 0100', 'completed'],
    ['043e01 01', 'malformed'],
    ['043e03 05 4000', 'keyWanted'],
    [`043e13 01 3e ${'00'.repeat(17)}`, 'connectionFailed'],
    [`043e13 01 00 ${'00'.repeat(17)}`, 'other'],
    ['041001 42', 'hardwareError'],
    ['0240', 'malformed'],
    ['024020 0300 0102', 'malformed'],
    ['024030 0100 01', 'malformed'],
    ['024020 0100 01', 'acl'],
    ['0100', 'malformed'],
  ])('%s is %s', (hex, type) => {
    expect(readHci(bytes(hex)).type).toBe(type);
  });
});

describe('an answer to a command', () => {
  it.each([
    ['040e04 03 030c 00', 0x0c03, 3],
    ['040f04 0c 02 0604', 0x0406, 2],
    ['040e03 01 0000', 0, 1],
    ['040f04 00 00 0000', 0, 0],
  ])('%s is one to 0x%x and allows %d', (hex, opcode, allowed) => {
    expect(readHci(bytes(hex))).toEqual({ type: 'answer', opcode, allowed });
  });
});

describe('signalling', () => {
  it('asks for 15 to 30 ms, latency 0, 4 s', () => {
    expect(parameterUpdateRequestPdu(1, playParameters).toString('hex')).toBe('120108000c00180000009001');
  });
  it.each([
    ['13010200 0000', { type: 'parameterUpdate', id: 1, accepted: true }],
    ['13010200 0100', { type: 'parameterUpdate', id: 1, accepted: false }],
    ['13010100 00', { type: 'malformed' }],
    ['13010200 00', { type: 'malformed' }],
    ['130002000000', { type: 'malformed' }],
    ['1301', { type: 'malformed' }],
    ['', { type: 'malformed' }],
    ['01010200 0000', { type: 'rejected', id: 1 }],
    ['16020000', { type: 'ignore' }],
    ['1402000a', { type: 'malformed' }],
    ['14020000', { type: 'reject', response: bytes('010202000000') }],
    ['77050000', { type: 'reject', response: bytes('010502000000') }],
  ])('reads %s', (hex, signal) => {
    expect(readSignal(bytes(hex))).toEqual(signal);
  });
  it('does not pair', () => {
    expect(answerPairing(bytes('01030001100001'))?.toString('hex')).toBe('0505');
    expect(answerPairing(bytes('03'))).toBeUndefined();
    expect(answerPairing(bytes(''))).toBeUndefined();
  });
});

describe('slots', () => {
  it('gives the lowest free one, the same to the same link, and none when all are taken', () => {
    const slots = new Slots();
    for (let n = 1; n <= 16; n++) expect(slots.claim(`link ${n}`)).toBe(n);
    expect(slots.claim('one more')).toBeUndefined();
    expect(slots.claim('link 7')).toBe(7);
    slots.release('link 9');
    slots.release('link 3');
    expect(slots.free).toBe(2);
    expect(slots.claim('one more')).toBe(3);
  });
});

describe('errors of an adapter', () => {
  it.each([
    [{ code: 'MODULE_NOT_FOUND' }, 'noModule', 'npm rebuild'],
    [{ code: 'ERR_DLOPEN_FAILED' }, 'noModule', 'npm rebuild'],
    [{ code: 'EAFNOSUPPORT' }, 'noBluetooth', 'modprobe'],
    [{ code: 'ENODEV' }, 'noAdapter', 'Plug one in'],
    [{ code: 'EPERM' }, 'noPermission', 'setcap cap_net_admin'],
    [{ code: 'EACCES' }, 'noPermission', 'setcap cap_net_admin'],
    [{ code: 'EBUSY' }, 'busy', 'systemctl stop bluetooth'],
    [{ errno: 132, message: 'bind' }, 'blocked', 'rfkill unblock'],
    [{ message: 'Operation not possible due to RF-kill' }, 'blocked', 'rfkill unblock'],
    [{ message: 'something new' }, 'failed', '--radio off'],
    ['a string', 'failed', '--radio off'],
    [undefined, 'failed', '--radio off'],
  ])('%j is %s', (thrown, code, fix) => {
    const error = toBleError(thrown);
    expect(error.code).toBe(code);
    expect(error.message).toContain(fix);
  });

  it('names the adapter in what is to be typed', () => {
    const { fix } = toBleError({ code: 'EBUSY' }, 3);
    expect(fix).toContain('hciconfig hci3 down');
    expect(fix).toContain('--index 3 power off');
  });
});

describe('reasons of a disconnection', () => {
  it.each([
    [0x13, 'left'],
    [0x08, 'lost'],
    [0x16, 'hub'],
    [0x3e, 'lost'],
    [0x99, 'lost'],
  ])('0x%s is %s', (reason, cause) => {
    expect(closedBy(reason).cause).toBe(cause);
  });
});
