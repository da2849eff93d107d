import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fuzzWebhook } from '../fuzz/fuzz-webhook.ts'
import { readRate } from './measure.ts'

/** Mutated records of every source to the webhook's handler: what it answers, and how much memory that leaves held. */
const COUNT = 100_000
/** By then everything that is kept on purpose is there: shapes of records, names of secrets. */
const WARM = 20_000
const seed = process.env['AUDITFLOW_FUZZ_SEED'] ?? 'auditflow'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heapMb = () => {
  collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

const rate = readRate()
let bodies = 0
let slowestMs = 0
let last = performance.now()
let warmMb = 0
const { answers, stored, rejected, faults } = await fuzzWebhook(seed, COUNT, () => {
  const now = performance.now()
  slowestMs = Math.max(slowestMs, now - last)
  bodies++
  if (bodies === WARM) warmMb = heapMb()
  last = performance.now()
})
const endMb = heapMb()

console.log(
  `${COUNT} bodies in ${rate.seconds().toFixed(0)} s, seed ${seed}; the slowest took ${slowestMs.toFixed(0)} ms`,
)
console.log(
  `answers: ${[...answers]
    .sort(([a], [b]) => a - b)
    .map(([status, n]) => `${status}: ${n}`)
    .join(', ')}`,
)
console.log(`published: ${stored} events, ${rejected} rejections`)
console.log(`heap in use: ${warmMb.toFixed(1)} MB after ${WARM}, ${endMb.toFixed(1)} MB after all`)
console.log(`faults: ${faults.length}`)
for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
if (faults.length > 0) process.exitCode = 1
