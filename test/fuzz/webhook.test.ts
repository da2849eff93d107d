import { describe, expect, it } from 'vitest'
import { fuzzWebhook } from './fuzz-webhook.ts'

/** A fault names the body by its number: the seed and the number give it again. `npm run bench -- fuzz` looks at many more. */
const SEED = process.env['AUDITFLOW_FUZZ_SEED'] ?? 'auditflow'
const COUNT = 5_000

describe(`the webhook on mutated records (AUDITFLOW_FUZZ_SEED=${SEED})`, () => {
  it('stores or rejects each with a reason, and never fails', async () => {
    const { faults, stored, rejected, answers } = await fuzzWebhook(SEED, COUNT)
    expect(faults.slice(0, 5)).toEqual([])
    // The mutations must leave some records whole and break others, or nothing was looked at.
    expect(stored).toBeGreaterThan(COUNT / 4)
    expect(rejected).toBeGreaterThan(COUNT / 20)
    expect([...answers.values()].reduce((sum, n) => sum + n, 0)).toBe(COUNT)
  }, 120_000)
})
