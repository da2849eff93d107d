import { readdirSync, readFileSync } from 'node:fs'

/** CPU seconds of a process and its threads so far, from the scheduler's own account in nanoseconds. */
export function cpuSeconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e9
    } catch {
      // A thread that has just ended.
      return sum
    }
  }, 0)
}

/** Resident memory of a process, now and at its highest, in MB. */
export function residentMb(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

export function readRate(): { seconds(): number } {
  const started = performance.now()
  return { seconds: () => (performance.now() - started) / 1_000 }
}

export async function until(check: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error('the bench waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The value that `share` of the sorted values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
