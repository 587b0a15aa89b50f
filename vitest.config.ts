import { defineConfig } from 'vitest/config';

// Rooms are read from their sources, so that tests need no build but the kernel's.
const conditions = ['vitreous-source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'tools/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, the usual, is too little on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
  },
});
