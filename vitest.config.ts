import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { viteHousePlugin } from './scripts/house.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  plugins: [viteHousePlugin(root)],
  // As tsconfig.json has it, for games wherever they lie.
  resolve: { alias: [{ find: /^partyline\/(\w+)$/, replacement: `${root}hub/games/public/$1.ts` }] },
  test: {
    // Hubs of tests keep their rooms and matches where they are in nobody's way.
    env: { XDG_STATE_HOME: join(tmpdir(), 'partyline-test-state') },
    setupFiles: ['test/plain-output.ts'],
    include: ['test/**/*.test.ts', 'hub/games/*/*.test.ts'],
    // The suites that open real sockets and radios share two cores with everything else on a Pi.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
