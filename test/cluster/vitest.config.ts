import { defineConfig } from 'vitest/config'

/** One file after the other: they share one cluster. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['./test/cluster/start-cluster.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ['default', './test/helpers/counts-reporter.ts'],
  },
})
