import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,generators,properties}/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
