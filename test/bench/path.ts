import { setTimeout as sleep } from 'node:timers/promises'
import { bundleFunctions, bundleScript } from '../../scripts/bundle.mjs'
import { readManifests } from '../../scripts/local/manifests.ts'
import { emptyProcess, measureColdStart } from './cold-start.ts'
import { insertFloor, publishFloor } from './floors.ts'
import { measureLatency } from './latency.ts'
import { cpuSeconds, residentMb } from './measure.ts'
import { type Bench, withBench } from './place.ts'
import { measureThroughput } from './throughput.ts'

const IDLE_SECONDS = 20
const functions = readManifests('.').functions.map(({ name }) => name)
const say = (text: string) => console.log(text)
const whole = (value: number) => Math.round(value).toLocaleString('en')

/** Prints what AuditFlow does on this machine beside floors measured in the same run. */
await bundleFunctions()
await bundleScript('start')

const published = await publishFloor()
const inserted = await insertFloor()
say(`Floors: confirmed publishing ${whole(published)} events/s; batched inserting ${whole(inserted)} rows/s`)

await withBench(async (bench) => {
  await idle(bench)
  const { eventsPerSecond, stored } = await measureThroughput(bench)
  say(
    `Sustained over 60 s, webhook batches of 100 to committed and judged: ${whole(eventsPerSecond)} events/s (${whole(stored)} events)`,
  )
  say(
    `  ${(eventsPerSecond / published).toFixed(2)} of confirmed publishing alone, ${(eventsPerSecond / inserted).toFixed(2)} of inserting alone`,
  )
  memory(bench, 'after that minute')
})
await withBench(async (bench) => {
  const { p50, p99, max } = await measureLatency(bench)
  say(`POST to stored at 500 events/s: p50 ${whole(p50)} ms, p99 ${whole(p99)} ms, longest ${whole(max)} ms`)
  memory(bench, 'at that rate')
  const floor = emptyProcess()
  say(`Cold start to first answer, beside ${floor.toFixed(0)} ms CPU of node -e 0:`)
  for (const name of functions) {
    const { cpuMs, wallMs, residentMb: held } = await measureColdStart(name, bench)
    say(
      `  ${name.padEnd(24)} CPU ${whole(cpuMs)} ms (${(cpuMs / floor).toFixed(1)} of it), wall ${whole(wallMs)} ms, ${whole(held)} MB`,
    )
  }
})

async function idle({ runner }: Bench): Promise<void> {
  await sleep(3_000)
  const before = cpuSeconds(runner.pid)
  await sleep(IDLE_SECONDS * 1_000)
  const share = (cpuSeconds(runner.pid) - before) / IDLE_SECONDS
  say(`The runner without traffic: ${(share * 100).toFixed(2)} % of a core`)
}

function memory({ runner }: Bench, when: string): void {
  say(`Memory ${when}:`)
  const processes: [string, number | undefined][] = functions.map((name) => [name, runner.pidOf(name)])
  for (const [name, pid] of [['runner', runner.pid] as [string, number], ...processes]) {
    if (pid === undefined) continue
    const { now, peak } = residentMb(pid)
    say(`  ${name.padEnd(24)} ${whole(now)} MB, at most ${whole(peak)} MB`)
  }
}
