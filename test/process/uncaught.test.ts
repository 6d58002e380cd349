import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import { bundle } from '../radio/support/bundle.ts';
import { HubShow } from '../shows/support/show.ts';

const program = await bundle(new URL('./support/faulty-hub.ts', import.meta.url));

describe('an error in the hub that nobody expected', () => {
  it.each(['thrown', 'rejected', 'stream'])(
    '%s: phones are told, the room is saved, and one sentence says what and where',
    async (fault) => {
      const hub = await HubShow.startProgram(
        program,
        { PARTYLINE_TEST_FAULT: fault },
        ...['--radio', 'off', '--game', 'arena'],
      );
      const told: string[] = [];
      const phone = hub.phone('websocket', {
        watch: (effect) => {
          if (effect.type === 'error') told.push(effect.sentence);
        },
      });
      phone.start();
      await phone.until(({ state }) => state?.view.shared.room.phase === 'playing');
      const { code, signal } = await hub.running.kill('SIGUSR2');
      await phone.until(() => told.length > 0);
      expect({ code, signal }).toEqual({ code: 70, signal: null });
      expect(told[0]).toBe(errorTable.internal.sentence);
      const sentences = hub.running.err.split('\n').filter((line) => line.startsWith('The hub ends'));
      expect(sentences).toHaveLength(1);
      expect(sentences[0]).toMatch(/TypeError: broken on purpose \(.*faulty-hub.*:\d+:\d+\)/);

      const next = await hub.again();
      await next.running.says(/Note +Room \w+ goes on at tick \d+ with 1 who can come back/);
    },
  );
});
