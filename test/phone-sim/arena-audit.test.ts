import { describe, expect, it } from 'vitest';
import { ArenaAudit } from '../../phone-sim/arena-audit.ts';
import { pad } from '../../protocol/inputs.ts';
import type { SeenState } from '../../protocol/state-codec.ts';

const ME = 3;

const seen = (x: number, y: number, phase: 'playing' | 'paused' = 'playing', match = 1): SeenState => ({
  shared: {
    room: {
      phase,
      count: 0,
      host: undefined,
      locked: false,
      match,
      members: new Map([
        [
          ME,
          {
            name: 'A',
            colour: 0,
            role: 'player',
            status: 'here',
            radio: 'tcp',
            seat: 0,
            muted: false,
            plain: false,
          },
        ],
      ]),
      result: undefined,
    },
    game: { players: new Map([[0, { x, y }]]) },
  },
  secret: undefined,
});

const audited = (first: SeenState, second: SeenState): ArenaAudit['figures'] => {
  const audit = new ArenaAudit();
  audit.state(first, ME, 0);
  audit.numbered(1, pad(0, 3, 1));
  audit.numbered(2, pad(0, 100, 2));
  audit.numbered(3, pad(0, -1, -2));
  audit.state(second, ME, 3);
  return audit.figures;
};

describe('the audit of a walker in the arena', () => {
  it.each([
    ['all three steps', seen(500, 500), seen(505, 501), { checked: 1, lost: 0, duplicated: 0 }],
    ['the first is missing', seen(500, 500), seen(502, 500), { checked: 1, lost: 1, duplicated: 0 }],
    ['the last came twice', seen(500, 500), seen(504, 499), { checked: 1, lost: 0, duplicated: 1 }],
    ['the edge stopped it', seen(998, 500), seen(998, 501), { checked: 0, lost: 0, duplicated: 0 }],
    ['a pause lay between', seen(500, 500, 'paused'), seen(500, 500), { checked: 0, lost: 0, duplicated: 0 }],
    ['another match began', seen(500, 500), seen(7, 7, 'playing', 2), { checked: 0, lost: 0, duplicated: 0 }],
  ])('%s', (_, first, second, figures) => {
    expect(audited(first, second)).toEqual(figures);
  });
});
