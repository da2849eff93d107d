import { createHash } from 'node:crypto'

/** How many of a file's first bytes tell it from others. */
export const HEAD_BYTES = 1024

/** How far a file is sent, and what tells it from another that took its name or its place on the disk. */
export type Mark = {
  /** `DEVICE:INODE`. */
  inode: string
  /** Everything before this byte of the content (inflated where the file is gzip) is accepted or kept as refused. */
  offset: number
  /** How many of the first bytes were hashed, at most `offset`. */
  headBytes: number
  headSha256: string
  /** Milliseconds since 1970 UTC. */
  savedMs: number
}

export function makeMark(inode: string, offset: number, head: Buffer, nowMs: number): Mark {
  const part = head.subarray(0, Math.min(HEAD_BYTES, offset))
  return { inode, offset, headBytes: part.length, headSha256: sha256(part), savedMs: nowMs }
}

/** Whether a file that begins like this is the marked one. Where nothing of it was sent yet, any may be. */
export function fits(mark: Mark, head: Buffer): boolean {
  return head.length >= mark.headBytes && sha256(head.subarray(0, mark.headBytes)) === mark.headSha256
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
