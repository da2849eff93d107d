import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'

/** A routing file's text and that of the files it names, by their paths. */
export type RoutingTexts = { text: string; files: Readonly<Record<string, string>> }

/** What reads a text that a routing file names. @throws Error with the reason */
export type ReadNamed = (path: string) => string

/** Reads files and remembers what it has read. */
export function recordingReader(): { read: ReadNamed; files: Record<string, string>; paths: Set<string> } {
  const files: Record<string, string> = {}
  const paths = new Set<string>()
  const read = (path: string): string => {
    paths.add(path)
    files[path] = readText(path)
    return files[path]
  }
  return { read, files, paths }
}

/** Gives what was read before, whatever the files hold by now. */
export function rememberingReader({ files }: RoutingTexts): ReadNamed {
  return (path) => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined
    if (text === undefined) throw new Error('it was not kept')
    return text
  }
}

/** @throws Error with the reason, which has no text of the file */
export function readText(path: string): string {
  try {
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
