import { describe, expect, it } from 'vitest';
import { type AttContext, judgeAtt } from '../../../hub/transport/ble/att-guard.ts';
import { attTable } from '../../../hub/transport/ble/att-table.ts';
import type { LayoutEntry } from '../../../hub/transport/ble/gatt-table.ts';

const layout = new Map<number, LayoutEntry>([
  [10, { type: 'declaration' }],
  [11, { type: 'value' }],
  [20, { type: 'declaration' }],
  [21, { type: 'value', slot: 1 }],
  [22, { type: 'configuration', slot: 1 }],
  [25, { type: 'value', slot: 2 }],
  [26, { type: 'configuration', slot: 2 }],
]);
const context: AttContext = { mtu: 64, mtuExchanged: false, slot: 1, layout };
const judge = (hex: string, change: Partial<AttContext> = {}): string => {
  const verdict = judgeAtt(Buffer.from(hex.replaceAll(' ', ''), 'hex'), { ...context, ...change });
  if (verdict.type === 'refuse') return `${verdict.reason} ${verdict.response.toString('hex')}`;
  return verdict.type === 'ignore' ? verdict.reason : verdict.type;
};

describe('the ATT guard', () => {
  it.each(['02', '04 01', '06', '08', '0a', '0c 01', '10', '12', '16 01', '18'])(
    'answers the truncated request %s with Invalid PDU',
    (hex) => {
      const opcode = hex.slice(0, 2);
      expect(judge(hex)).toBe(`attInvalidPdu 01${opcode}000004`);
    },
  );

  it.each(['52 01', '52', 'd2', '1e 00'])('drops %s, which wants no answer', (hex) => {
    expect(judge(hex)).toBe('attInvalidPdu');
  });

  it.each([
    ['0400000500', 'attInvalidHandle 0104000001'],
    ['0405000400', 'attInvalidHandle 0104050001'],
    ['0605000900 0028', 'attNotFound 010605000a'],
    ['0e0a000b00', 'attUnsupported 010e000006'],
    ['2f', 'attUnsupported 012f000006'],
    ['6f0102', 'attUnsupported'],
    ['', 'attInvalidPdu'],
    ['010a000a0a', 'attUnexpected'],
    ['1b0a0001', 'attUnexpected'],
    ['1e', 'confirmed'],
  ])('%s -> %s', (hex, verdict) => {
    expect(judge(hex)).toBe(verdict);
  });

  it('knows for each row a length that passes the length check, and refuses one byte less', () => {
    for (const [opcode, row] of attTable) {
      if (row.kind === 'server') continue;
      const least = Math.min(...(row.exact ?? [row.min ?? 1]));
      expect(least).toBeGreaterThan(0);
      const pdu = Buffer.alloc(least);
      pdu[0] = opcode;
      if (row.range) pdu.set([1, 0, 9, 0], 1);
      expect(judge(pdu.toString('hex')), row.name).not.toContain('attInvalidPdu');
      if (least > 1) expect(judge(pdu.subarray(0, -1).toString('hex')), row.name).toContain('attInvalidPdu');
    }
  });

  it('refuses a PDU over the MTU in force', () => {
    expect(judge(`120b00${'00'.repeat(61)}`)).toBe('pass');
    expect(judge(`120b00${'00'.repeat(62)}`)).toBe('attInvalidPdu 0112000004');
  });

  it('lets the MTU be exchanged once', () => {
    expect(judge('020001')).toBe('pass');
    expect(judge('020001', { mtuExchanged: true })).toBe('attSecondMtuRequest 0102000006');
  });

  it.each(['12', '16'])('lets %s reach only the own slot, value and configuration', (opcode) => {
    const rest = opcode === '16' ? '0000 01' : '01';
    expect(judge(`${opcode} 1500 ${rest}`)).toBe('pass');
    expect(judge(`${opcode} 1600 ${rest}`)).toBe('pass');
    expect(judge(`${opcode} 0b00 ${rest}`)).toBe('pass');
    expect(judge(`${opcode} 1900 ${rest}`)).toBe(`refusedSlots 01${opcode}190008`);
    expect(judge(`${opcode} 1a00 ${rest}`)).toBe(`refusedSlots 01${opcode}1a0008`);
    expect(judge(`${opcode} 1500 ${rest}`, { slot: undefined })).toBe(`refusedSlots 01${opcode}150008`);
    expect(judge(`${opcode} 1400 ${rest}`)).toBe(`attNotPermitted 01${opcode}140003`);
  });

  it('drops a write command to another slot and counts it', () => {
    expect(judge('52 1900 01')).toBe('refusedSlots');
    expect(judge('52 1500 01')).toBe('pass');
  });

  it('caps a prepared write at 512 bytes, wherever it begins', () => {
    expect(judge('16 0b00 fe01 0102')).toBe('pass');
    expect(judge('16 0b00 ff01 0102')).toBe('attPrepareRefused 01160b0009');
    expect(judge('16 0b00 ffff')).toBe('attPrepareRefused 01160b0009');
  });
});
