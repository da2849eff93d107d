import { CommandError } from '../command.ts'
import { isGzip, readAt } from './content.ts'
import { findRest, look } from './find-rest.ts'
import { HEAD_BYTES, makeMark } from './mark.ts'
import { type Boundary, linesSegment, type Opened } from './open-segment.ts'
import { pause } from './pause.ts'
import type { Segment } from './segment.ts'
import { LineSplitter } from './split-lines.ts'
import type { Unit } from './unit.ts'

const CHUNK_BYTES = 256 * 1024

/**
 * The lines of a file that is written to, until another takes its name or it is cut. A line without its newline is waited
 * for. What is not given out when it ends is found again by its mark; `boundary` is told where that begins.
 */
export function liveSegment(opened: Opened, stop: AbortSignal, boundary: Boundary): Segment {
  const { file, part, limits, now } = opened
  const splitter = new LineSplitter(part.offset, limits.bodyBytes)
  return linesSegment(opened, async function* (): AsyncGenerator<Unit[] | undefined> {
    let position = part.offset
    let renamedMs: number | undefined
    while (!stop.aborted) {
      const chunk = await readAt(file, position, CHUNK_BYTES)
      if (!(await isSame(opened)) || (await file.stat()).size < position) break
      if (chunk.length > 0) {
        position += chunk.length
        renamedMs = undefined
        yield splitter.push(chunk)
        boundary(splitter.boundary)
        continue
      }
      const current = await look(part.path)
      if (current === undefined || current.inode === opened.inode) renamedMs = undefined
      else renamedMs ??= now()
      if (renamedMs !== undefined && now() - renamedMs >= limits.rotateMs) break
      yield undefined
      await pause(limits.pollMs, stop)
    }
    if (stop.aborted || !splitter.hasRest) return
    const { isLost } = await findRest(part.path, makeMark(opened.inode, splitter.boundary, opened.head, now()))
    if (isLost) yield splitter.rest()
  })
}

/** Whether the file still begins as it did; takes note of what it begins with as it grows. */
async function isSame(opened: Opened): Promise<boolean> {
  const start = await readAt(opened.file, 0, HEAD_BYTES)
  if (isGzip(start)) throw new CommandError(`${opened.part.path}: gzip can't be followed`)
  if (!start.subarray(0, opened.head.length).equals(opened.head)) return false
  opened.head = start
  return true
}
