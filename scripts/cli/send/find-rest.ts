import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { CommandError } from '../command.ts'
import { readHead } from './content.ts'
import { fits, type Mark } from './mark.ts'

/** A file to read, and where its unsent content begins. `inode`: what it was when it was looked for; none where it was not there. */
export type Part = { path: string; offset: number; inode: string | undefined }

type Found = { path: string; inode: string; mtimeMs: number; size: number }

/**
 * What of a log is unsent: the rest of the marked file, whatever its name is by now, then those that came between, then
 * the file of the log's name, in this order. `isLost`: the marked file is gone, and with it what was unsent of it.
 */
export async function findRest(path: string, mark: Mark): Promise<{ parts: Part[]; isLost: boolean }> {
  const current = await look(path)
  const rest = (file: Found) => ({ path: file.path, offset: mark.offset, inode: file.inode })
  if (current?.inode === mark.inode && (await isMarked(current, mark))) return { parts: [rest(current)], isLost: false }
  const rotated = await lookBeside(path)
  const marked = await findMarked(rotated, current, mark)
  if (marked !== undefined && marked === current) return { parts: [rest(marked)], isLost: false }
  const sinceMs = marked?.mtimeMs ?? mark.savedMs
  const between = rotated.filter((file) => file !== marked && file.mtimeMs > sinceMs)
  const whole = between.sort((a, b) => a.mtimeMs - b.mtimeMs).map(({ path, inode }) => ({ path, offset: 0, inode }))
  const parts = [...whole, { path, offset: 0, inode: current?.inode }]
  return { parts: marked === undefined ? parts : [rest(marked), ...parts], isLost: marked === undefined }
}

/** The renamed file; else a copy of it, whose inode is another, as of a file that was put back from a backup. */
async function findMarked(rotated: readonly Found[], current: Found | undefined, mark: Mark) {
  const renamed = rotated.filter(({ inode }) => inode === mark.inode)
  const copies = [...rotated, ...(current === undefined ? [] : [current])]
  for (const file of mark.headBytes === 0 ? renamed : [...renamed, ...copies])
    if (await isMarked(file, mark)) return file
  return undefined
}

/** The file of that name; undefined when there is none. */
export async function look(path: string): Promise<Found | undefined> {
  try {
    const stats = await stat(path, { bigint: true })
    if (!stats.isFile()) throw new CommandError(`${path}: is no file`)
    return { path, inode: inodeOf(stats), mtimeMs: Number(stats.mtimeMs), size: Number(stats.size) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** `DEVICE:INODE`. */
export function inodeOf({ dev, ino }: { dev: bigint; ino: bigint }): string {
  return `${dev}:${ino}`
}

async function isMarked(file: Found, mark: Mark): Promise<boolean> {
  if (file.size < mark.offset && !file.path.endsWith('.gz')) return false
  try {
    return fits(mark, await readHead(file.path))
  } catch (error) {
    // Damaged gzip can't be told from any other file; where it is one to send, reading it says so.
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) return false
    throw error
  }
}

/** Files whose names log rotation makes of this one: `a.log.1`, `a.log-20260101.gz`, `a-2026-01-01T00-00-00.000.log`. */
async function lookBeside(path: string): Promise<Found[]> {
  const name = basename(path)
  const extension = extname(path)
  const stem = basename(path, extension)
  const isRotated = (other: string) =>
    other.startsWith(`${name}.`) ||
    other.startsWith(`${name}-`) ||
    (other.startsWith(`${stem}-`) && (other.endsWith(extension) || other.endsWith(`${extension}.gz`)))
  const entries = await readdir(dirname(path), { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== name && isRotated(entry.name))
  const found = await Promise.all(files.map((file) => look(join(dirname(path), file.name))))
  return found.filter((file) => file !== undefined)
}
