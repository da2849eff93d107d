import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A file of tests, and the files beside it that may hold its rules. */
export type TestFile = { path: string; text: string; rulesIn: readonly string[] }

const TESTS = /\.tests\.ya?ml$/i
const RULES = /\.ya?ml$/i

/** The files of tests below a folder, or beside one rule file, in order of their names. Throws when one can't be read. */
export async function listTestFiles(folder: string): Promise<TestFile[]> {
  const paths = (await stat(folder)).isDirectory() ? await below(folder) : besides(folder)
  const found = await Promise.all(paths.map(readIfThere))
  return found.flatMap((one) => one ?? [])
}

async function below(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, encoding: 'utf8' })
  const isHidden = (name: string): boolean => name.split(/[\\/]/).some((part) => part.startsWith('.'))
  return names
    .filter((name) => TESTS.test(name) && !isHidden(name))
    .sort()
    .map((name) => join(folder, name))
}

function besides(file: string): string[] {
  const stem = file.replace(TESTS, '').replace(RULES, '')
  return [`${stem}.tests.yml`, `${stem}.tests.yaml`]
}

async function readIfThere(path: string): Promise<TestFile | undefined> {
  const stem = join(path, '..', basename(path).replace(TESTS, ''))
  try {
    return { path, text: await readFile(path, 'utf8'), rulesIn: [`${stem}.yml`, `${stem}.yaml`] }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
