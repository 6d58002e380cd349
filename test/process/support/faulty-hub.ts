import { writeSync } from 'node:fs';
import { games } from '../../../hub/games/catalogue.ts';
import { Outputs } from '../../../hub/pipeline/outputs.ts';

// The hub as a person starts it, with one fault in it, named by PARTYLINE_TEST_FAULT. SIGUSR2 sets it off.
let isFaulty = false;
const hold: unknown[] = [];

const faults: Readonly<Record<string, () => void>> = {
  thrown: () => {
    throw new TypeError('broken on purpose');
  },
  rejected: () => {
    void Promise.reject(new TypeError('broken on purpose'));
  },
  stream: () => {
    isFaulty = true;
  },
  loop: () => {
    isFaulty = true;
  },
  memory: () => {
    isFaulty = true;
  },
};

const fault = process.env.PARTYLINE_TEST_FAULT ?? '';
const { show } = Outputs.prototype;
if (fault === 'stream')
  Outputs.prototype.show = function (snapshot) {
    if (isFaulty) throw new TypeError('broken on purpose');
    show.call(this, snapshot);
  };

const arena = games.get('arena');
if (!arena) throw new Error('no arena');
const { reduce } = arena;
Object.assign(arena, {
  reduce: (state: unknown, events: Parameters<typeof reduce>[1]): unknown => {
    if (isFaulty && fault === 'loop') {
      writeSync(2, 'looping\n');
      while (isFaulty) hold.length = 0;
    }
    if (isFaulty && fault === 'memory') hold.push(Array.from({ length: 20_000 }, () => ({ more: true })));
    return reduce(state, events);
  },
});

process.on('SIGUSR2', () => faults[fault]?.());
await import('../../../hub/main.ts');
