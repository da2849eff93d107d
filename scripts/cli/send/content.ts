import { type FileHandle, open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { HEAD_BYTES } from './mark.ts'

const CHUNK_BYTES = 256 * 1024
const GZIP = Buffer.from([0x1f, 0x8b, 0x08])

export type Chunks = AsyncIterable<Buffer>

/** Whether a file or stream that begins like this is gzip. */
export function isGzip(head: Buffer): boolean {
  return head.subarray(0, GZIP.length).equals(GZIP)
}

/** The bytes of an open file from `position` to its end, as it is when the end is met. */
export async function* readPlain(file: FileHandle, position = 0): AsyncGenerator<Buffer> {
  for (let at = position; ; ) {
    const chunk = await readAt(file, at, CHUNK_BYTES)
    if (chunk.length === 0) return
    at += chunk.length
    yield chunk
  }
}

/** What is there at a position, at most so many bytes; none at the end of the file. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** Inflates; throws where the data is damaged or ends early, after what could be inflated was given. */
export async function* inflate(chunks: Chunks): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  // The error reaches the reader through the stream itself.
  pipeline(chunks, gunzip, () => undefined)
  yield* gunzip as AsyncIterable<Buffer>
}

/** The content of an open file from `position` on, inflated where it is gzip. */
export async function* readContent(file: FileHandle, position = 0): AsyncGenerator<Buffer> {
  if (!isGzip(await readAt(file, 0, GZIP.length))) return yield* readPlain(file, position)
  yield* skip(inflate(readPlain(file)), position)
}

/** The first bytes of a file's content, as many as a mark hashes. */
export async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    return await readHeadOf(file)
  } finally {
    await file.close()
  }
}

export async function readHeadOf(file: FileHandle): Promise<Buffer> {
  const head = await peek(readContent(file), (bytes) => bytes.length >= HEAD_BYTES)
  return head.subarray(0, HEAD_BYTES)
}

/** Collects chunks until there are enough of them or no more. */
export async function peek(chunks: Chunks, isEnough: (head: Buffer) => boolean): Promise<Buffer> {
  let head = Buffer.alloc(0)
  for await (const chunk of chunks) {
    head = Buffer.concat([head, chunk])
    if (isEnough(head)) break
  }
  return head
}

async function* skip(chunks: Chunks, count: number): AsyncGenerator<Buffer> {
  let left = count
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}
