import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CommandError, type Shell } from '../command.ts'
import { deliver } from './deliver.ts'
import type { Limits } from './limits.ts'
import type { Memory } from './memory.ts'
import { Stopped } from './persist.ts'
import type { Target } from './post.ts'
import { showProgress } from './progress.ts'
import { pump } from './pump.ts'
import { keepRefused, refusedFileOf } from './refused-file.ts'
import type { Segment } from './segment.ts'
import { segmentsOf } from './segments.ts'
import { stdinSegment } from './stdin-segment.ts'
import { describeTally, emptyTally, type Tally } from './tally.ts'

export type Job = {
  files: readonly string[]
  target: Target
  stateFile: string
  memory: Memory
  isFollowing: boolean
  from: 'start' | 'end'
  batchUnits: number
  limits: Limits
}

const STDIN = '-'

/** Sends the files, and says what became of them. @returns the exit code: 0 all accepted, 1 some rejected, 2 not all sent */
export async function sendAll(job: Job, shell: Shell): Promise<number> {
  const stop = shell.stopSignal()
  const tally = emptyTally()
  tally.totalBytes = await totalOf(job)
  const startMs = shell.now()
  const progress = showProgress(shell, tally, job.limits.progressMs)
  const failures: Error[] = []
  const sendOne = async (file: string) => {
    try {
      await sendFile(file, job, { shell, stop, tally, tell: progress.tell })
    } catch (error) {
      if (!isToldOf(error)) throw error
      failures.push(error)
      if (!(error instanceof Stopped)) progress.tell(error.message)
      else if (file === STDIN) progress.tell('stdin: what was read last could not be sent')
    }
  }
  try {
    if (job.isFollowing) await Promise.all(job.files.map(sendOne))
    else for (const file of job.files) if (!stop.aborted) await sendOne(file)
  } finally {
    progress.end()
  }
  const isCutShort = stop.aborted && !job.isFollowing && job.files.some((file) => file !== STDIN)
  shell.out(describeTally(tally, shell.now() - startMs))
  if (tally.kept > 0)
    shell.out(`what the server did not take is kept beside ${job.stateFile}, in files named .rejected`)
  if (isCutShort) shell.out('stopped: the same command goes on from here')
  if (isCutShort || failures.some((failure) => !(failure instanceof Stopped))) return 2
  return tally.rejected + tally.kept > 0 ? 1 : 0
}

type Run = { shell: Shell; stop: AbortSignal; tally: Tally; tell(message: string): void }

async function sendFile(file: string, job: Job, run: Run): Promise<void> {
  const { isFollowing, limits, memory, from } = job
  const { stop, tell, shell } = run
  if (file === STDIN) return await sendSegment(await stdinSegment(shell.stdinBytes(), limits, stop), file, job, run)
  const path = resolve(file)
  const mark = memory.markOf(path)
  const reading = { isFollowing, from, limits, now: shell.now, stop, tell }
  for await (const segment of segmentsOf(path, mark, reading)) {
    try {
      // Without this a file that is followed from its end would be so again from a later end.
      if (memory.markOf(path) === undefined) await memory.save(path, segment.markAt(segment.start)!)
      await sendSegment(segment, path, job, run)
    } finally {
      await segment.close()
    }
  }
}

async function sendSegment(segment: Segment, path: string, job: Job, run: Run): Promise<void> {
  const { target, limits, isFollowing, memory, stateFile, batchUnits } = job
  const { stop, tally, tell, shell } = run
  const kept = refusedFileOf(stateFile, path === STDIN ? 'stdin' : path)
  await pump(segment, {
    batchUnits,
    limits,
    stop,
    now: shell.now,
    deliver: (units) =>
      deliver(units, segment, {
        persistence: { target, limits, isEndless: isFollowing, stop, now: shell.now, tell },
        tally,
        async keep(unit, reason) {
          await keepRefused(kept, unit, reason, { name: segment.name, nowMs: shell.now() })
          tell(`${segment.name}: not taken, and kept in ${kept}: ${reason} (byte ${unit.end - unit.bytes.length})`)
        },
        async done(offset) {
          const mark = segment.markAt(offset)
          if (mark !== undefined) await memory.save(path, mark)
        },
      }),
  })
}

/** How much there is to send, where sizes tell: not of what grows, or is compressed. */
async function totalOf({ files, isFollowing, memory }: Job): Promise<number | undefined> {
  if (isFollowing || files.some((file) => file === STDIN || file.endsWith('.gz'))) return undefined
  const left = files.map(async (file) => {
    const { size } = await stat(file).catch(() => ({ size: 0 }))
    return Math.max(0, size - (memory.markOf(resolve(file))?.offset ?? 0))
  })
  return (await Promise.all(left)).reduce((sum, size) => sum + size, 0)
}

/** Faults of files and servers that end one file's sending; any other is a fault of the program. */
function isToldOf(error: unknown): error is Error {
  return (
    error instanceof CommandError || error instanceof Stopped || typeof (error as { code?: unknown }).code === 'string'
  )
}
