import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The suites that open real sockets and radios share two cores with everything else on a Pi.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
