import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Hubs of tests keep their rooms and matches where they are in nobody's way.
    env: { XDG_STATE_HOME: join(tmpdir(), 'partyline-test-state') },
    setupFiles: ['test/plain-output.ts'],
    include: ['test/**/*.test.ts'],
    // The suites that open real sockets and radios share two cores with everything else on a Pi.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
