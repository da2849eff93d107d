import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one line that says how many tests passed and failed; a file that can't be loaded counts as failed. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      counts.failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state !== 'pending') counts[state]++
      }
    }
    process.on('exit', () => {
      if (counts.skipped > 0) console.log(`${counts.skipped} skipped`)
      console.log(`${counts.passed} passed, ${counts.failed} failed`)
    })
  }
}
