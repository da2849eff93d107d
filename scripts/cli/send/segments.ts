import { CommandError } from '../command.ts'
import { findRest, look } from './find-rest.ts'
import type { Limits } from './limits.ts'
import { liveSegment } from './live-segment.ts'
import type { Mark } from './mark.ts'
import { openPart, wholeSegment } from './open-segment.ts'
import { pause } from './pause.ts'
import type { Segment } from './segment.ts'

export type Reading = {
  isFollowing: boolean
  /** Where to begin in a file that nothing is remembered of. */
  from: 'start' | 'end'
  limits: Limits
  now(): number
  stop: AbortSignal
  /** Something the user should know; the reading goes on. */
  tell(message: string): void
}

/**
 * What is to be sent of a log, in order: the rest of files that were rotated away, then the file itself, and when it is
 * followed each that takes its name. Each segment must be done with before the next is asked for.
 */
export async function* segmentsOf(path: string, given: Mark | undefined, reading: Reading): AsyncGenerator<Segment> {
  const { isFollowing, limits, now, stop } = reading
  let from = reading.from
  let mark = given
  while (!stop.aborted) {
    const { parts, isLost } = await partsOf(path, mark, from)
    if (isLost) {
      if (mark!.offset > 0)
        reading.tell(`${path}: what was sent up to byte ${mark!.offset} is gone; so is what it had beyond`)
      mark = undefined
      from = 'start'
    }
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1
      const opened = part.inode === undefined ? undefined : await openPart(part, now, limits)
      // Rotation goes on meanwhile: where a name has another file by now, all is looked for again.
      if (opened === undefined) {
        if (isLast && part.inode === undefined) await waitFor(path, reading)
        break
      }
      let offset = part.offset
      const boundary = (reached: number) => {
        offset = reached
      }
      const isLive = isLast && isFollowing
      const segment = isLive ? liveSegment(opened, stop, boundary) : await wholeSegment(opened, boundary)
      yield segment
      if (stop.aborted || (isLast && !isFollowing)) return
      mark = segment.markAt(offset)
    }
    from = 'start'
  }
}

async function partsOf(path: string, mark: Mark | undefined, from: 'start' | 'end') {
  if (mark !== undefined) return await findRest(path, mark)
  const current = await look(path)
  const offset = from === 'end' ? (current?.size ?? 0) : 0
  return { parts: [{ path, offset, inode: current?.inode }], isLost: false }
}

async function waitFor(path: string, { isFollowing, limits, stop, tell }: Reading): Promise<void> {
  if (!isFollowing) throw new CommandError(`${path}: there is no such file`)
  tell(`${path}: waiting for it: there is no such file yet`)
  while (!stop.aborted && (await look(path)) === undefined) await pause(limits.pollMs, stop)
}
