import { bodyOfItems, bodyOfLines } from './body.ts'
import { type Chunks, inflate, isGzip } from './content.ts'
import { holdsLine, isTelling, lineFormatOf, mayBeDocument } from './format.ts'
import type { Limits } from './limits.ts'
import { readDocument } from './open-segment.ts'
import { pause } from './pause.ts'
import type { Segment } from './segment.ts'
import { splitDocument } from './split-document.ts'
import { LineSplitter } from './split-lines.ts'
import type { Unit } from './unit.ts'

const NAME = 'stdin'

/** Stdin to its end, or until told to stop. Nothing of it can be remembered: what was read is sent. */
export async function stdinSegment(stdin: Chunks, limits: Limits, stop: AbortSignal): Promise<Segment> {
  const chunks = withPauses(await inflated(stdin), limits.pollMs, stop)
  const { head, hasEnded } = await readHead(chunks, limits.bodyBytes)
  if (mayBeDocument(head) && (hasEnded || !holdsLine(head))) {
    const content = await readDocument(NAME, withoutPauses(head, chunks))
    const document = splitDocument(content)
    if (document === undefined) return lines(content, chunks, limits)
    return {
      ...segment,
      isText: false,
      isOneBody: content.length <= limits.bodyBytes,
      async *units() {
        yield document.units
      },
      body: (units) => bodyOfItems(units, document),
    }
  }
  return lines(head, chunks, limits)
}

const segment = {
  name: NAME,
  start: 0,
  isResumable: false,
  isOneBody: false,
  markAt: () => undefined,
  close: async () => undefined,
}

function lines(head: Buffer, chunks: AsyncIterable<Buffer | undefined>, limits: Limits): Segment {
  const format = lineFormatOf(head) ?? 'text'
  const splitter = new LineSplitter(0, limits.bodyBytes)
  return {
    ...segment,
    isText: format === 'text',
    async *units(): AsyncGenerator<Unit[] | undefined> {
      yield splitter.push(head)
      for await (const chunk of chunks) yield chunk === undefined ? undefined : splitter.push(chunk)
      yield splitter.rest()
    },
    body: (units) => bodyOfLines(units, format),
  }
}

/** Reads until it is plain how the rest is to be read: by what came, or since nothing more comes for now. */
async function readHead(chunks: AsyncGenerator<Buffer | undefined>, mostBytes: number) {
  let head = Buffer.alloc(0)
  for (;;) {
    const { value, done } = await chunks.next()
    if (done) return { head, hasEnded: true }
    if (value !== undefined) head = Buffer.concat([head, value])
    if (value === undefined ? holdsLine(head) : isTelling(head)) return { head, hasEnded: false }
    if (head.length > mostBytes) return { head, hasEnded: false }
  }
}

async function* withoutPauses(head: Buffer, chunks: AsyncIterable<Buffer | undefined>): AsyncGenerator<Buffer> {
  yield head
  for await (const chunk of chunks) if (chunk !== undefined) yield chunk
}

/** Gives undefined whenever nothing came for a while, and ends when told to stop. */
async function* withPauses(chunks: Chunks, pauseMs: number, stop: AbortSignal): AsyncGenerator<Buffer | undefined> {
  const iterator = chunks[Symbol.asyncIterator]()
  let next = iterator.next()
  while (!stop.aborted) {
    const quiet = new AbortController()
    const result = await Promise.race([next, pause(pauseMs, quiet.signal)])
    quiet.abort()
    if (result?.done === true) return
    yield result?.value
    if (result !== undefined) next = iterator.next()
  }
}

async function inflated(chunks: Chunks): Promise<Chunks> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const whole = (async function* () {
    if (first.done) return
    yield first.value
    yield* { [Symbol.asyncIterator]: () => iterator }
  })()
  return !first.done && isGzip(first.value) ? inflate(whole) : whole
}
