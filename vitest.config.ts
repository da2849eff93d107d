import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['functions/**/*.test.ts', 'shared/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/cluster/**', '**/node_modules/**'],
    globalSetup: ['./test/helpers/build.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/helpers/counts-reporter.ts'],
  },
})
