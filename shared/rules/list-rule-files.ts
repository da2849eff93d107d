import type { Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

export type RuleFile = {
  /** Below the folder, as the folder was given. */
  path: string
  /** Another one once the file has changed; undefined for a file that can't be looked at. */
  stamp: string | undefined
}

const RULES = /\.ya?ml$/i
const TESTS = /\.tests\.ya?ml$/i

/**
 * The rule files of a folder and the folders in it, in order of their names. Links are followed and what is hidden is
 * passed over, so that a mounted ConfigMap, a heap of links into `..data`, is seen as its files. Files `x.tests.yml` are
 * tests of rules and none themselves. Throws when a folder can't be read.
 */
export async function listRuleFiles(folder: string): Promise<RuleFile[]> {
  return await listBelow(folder, new Set())
}

/** A text that is another one once a file of the list has come, gone or changed. */
export function stampOf(files: readonly RuleFile[]): string {
  return files.map(({ path, stamp }) => `${path} ${stamp}`).join('\n')
}

async function listBelow(folder: string, seen: Set<string>): Promise<RuleFile[]> {
  const real = await realpath(folder)
  if (seen.has(real)) return []
  seen.add(real)
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
  const looked = await Promise.all(names.map((name) => look(join(folder, name))))
  const files: RuleFile[] = []
  for (const [index, name] of names.entries()) {
    const path = join(folder, name)
    const stats = looked[index]
    if (stats?.isDirectory()) files.push(...(await listBelow(path, seen)))
    else if (RULES.test(name) && !TESTS.test(name)) files.push({ path, stamp: stats && stampOfFile(stats) })
  }
  return files
}

function stampOfFile({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return [size, mtimeMs, ctimeMs, ino].join(' ')
}

/** Undefined for a link that leads nowhere, as each does for a moment while a ConfigMap changes. */
async function look(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
