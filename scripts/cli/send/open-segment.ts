import { type FileHandle, open } from 'node:fs/promises'
import { CommandError } from '../command.ts'
import { bodyOfItems, bodyOfLines } from './body.ts'
import { type Chunks, peek, readContent, readHeadOf } from './content.ts'
import { inodeOf, type Part } from './find-rest.ts'
import { isTelling, type LineFormat, lineFormatOf, mayBeDocument } from './format.ts'
import type { Limits } from './limits.ts'
import { makeMark } from './mark.ts'
import type { Segment } from './segment.ts'
import { splitDocument } from './split-document.ts'
import { LineSplitter } from './split-lines.ts'

/** The largest JSON document: it is held in memory to be cut into pieces. */
const DOCUMENT_BYTES = 1024 ** 3

/** An open file that is the one that was looked for. `head`: its first bytes, as many as it had when they were read last. */
export type Opened = { file: FileHandle; inode: string; head: Buffer; part: Part; now: () => number; limits: Limits }

/** Told where the content begins that was not given out yet. */
export type Boundary = (offset: number) => void

/** @returns undefined when another file has taken the name since it was looked for, or none has it any more */
export async function openPart(part: Part, now: () => number, limits: Limits): Promise<Opened | undefined> {
  const file = await openIfThere(part.path)
  if (file === undefined) return undefined
  const inode = inodeOf(await file.stat({ bigint: true }))
  if (inode === part.inode) return { file, inode, head: await readHeadOf(file), part, now, limits }
  await file.close()
  return undefined
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A file that is read to its end, as JSON document or as lines. */
export async function wholeSegment(opened: Opened, boundary: Boundary): Promise<Segment> {
  const head = await peek(
    readContent(opened.file),
    (bytes) => isTelling(bytes) || bytes.length > opened.limits.bodyBytes,
  )
  const { part } = opened
  const document = mayBeDocument(head)
    ? splitDocument(await readDocument(part.path, readContent(opened.file)))
    : undefined
  if (document === undefined) {
    const splitter = new LineSplitter(part.offset, opened.limits.bodyBytes)
    return linesSegment(opened, async function* () {
      for await (const chunk of readContent(opened.file, part.offset)) yield splitter.push(chunk)
      yield splitter.rest()
      boundary(splitter.boundary)
    })
  }
  const units = document.units.filter(({ end }) => end > part.offset)
  const size = units.reduce((sum, { bytes }) => sum + bytes.length + 1, 0)
  return {
    ...common(opened),
    isText: false,
    isOneBody: document.before.length + document.after.length + size <= opened.limits.bodyBytes,
    async *units() {
      yield units
      boundary(units.at(-1)?.end ?? part.offset)
    },
    body: (some) => bodyOfItems(some, document),
  }
}

/** A stretch of lines; the format goes by the file's first bytes, wherever the stretch begins. */
export function linesSegment(opened: Opened, units: Segment['units']): Segment {
  let format: LineFormat | undefined
  return {
    ...common(opened),
    isOneBody: false,
    get isText() {
      return format === 'text'
    },
    async *units() {
      for await (const some of units()) {
        const first = some?.[0]
        if (first !== undefined) format ??= lineFormatOf(opened.head) ?? lineFormatOf(first.bytes)
        yield some
      }
    },
    body: (some) => bodyOfLines(some, format ?? 'text'),
  }
}

function common(opened: Opened): Pick<Segment, 'name' | 'start' | 'isResumable' | 'markAt' | 'close'> {
  return {
    isResumable: true,
    name: opened.part.path,
    start: opened.part.offset,
    markAt: (offset) => makeMark(opened.inode, offset, opened.head, opened.now()),
    close: () => opened.file.close(),
  }
}

export async function readDocument(name: string, content: Chunks): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of content) {
    chunks.push(chunk)
    size += chunk.length
    if (size > DOCUMENT_BYTES)
      throw new CommandError(`${name}: a JSON document of more than 1 GiB; write one record a line instead`)
  }
  return Buffer.concat(chunks, size)
}
