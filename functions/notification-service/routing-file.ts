import { readFileSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

/** A routing file's text and that of the files it names, by the names it has for them. */
export type RoutingTexts = { text: string; files: Readonly<Record<string, string>> }

/** What reads a text that a routing file names. @throws Error with the reason */
export type ReadNamed = (path: string) => string

/** Reads files and remembers what it has read. Names are from the given folder on. */
export function recordingReader(folder: string): {
  read: ReadNamed
  files: Record<string, string>
  paths: Set<string>
} {
  const files: Record<string, string> = Object.create(null)
  const paths = new Set<string>()
  const read = (name: string): string => {
    const path = resolve(folder, name)
    paths.add(path)
    const text = readText(path, { isNamed: true })
    files[name] = text
    return text
  }
  return { read, files, paths }
}

/** Gives what was read before, whatever the files hold by now. */
export function rememberingReader({ files }: RoutingTexts): ReadNamed {
  return (name) => {
    const text = Object.hasOwn(files, name) ? files[name] : undefined
    if (text === undefined) throw new Error('it was not kept')
    return text
  }
}

/**
 * @param isNamed by another file: then it has to be a file, since the end of a pipe or a device may never come
 * @throws Error with the reason, which has no text of the file
 */
export function readText(path: string, { isNamed = false } = {}): string {
  try {
    if (isNamed && !statSync(path).isFile()) throw new Error()
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error((error as NodeJS.ErrnoException).code ?? 'it is no file')
  }
}

/**
 * A text that is another one once any of the files has changed. Links are followed: a mounted Kubernetes secret changes by
 * one that leads elsewhere.
 */
export async function stampOf(paths: Iterable<string>): Promise<string> {
  const stamps = await Promise.all(
    [...paths].map(async (path) => {
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code)
      if (typeof found !== 'object') return `${path} ${found}`
      return [path, found.size, found.mtimeMs, found.ctimeMs, found.ino].join(' ')
    }),
  )
  return stamps.join('\n')
}
