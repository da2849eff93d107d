import { readFile } from 'node:fs/promises'
import type { Fault } from '../detect/fault.ts'
import type { RuleDocument } from '../detect/index.ts'
import { type Expected, parseExpected } from '../detect/parse-expected.ts'
import { SettingsFileError } from './read-yaml-file.ts'

export type ExpectedFile = { expected: Expected[]; documents: RuleDocument[]; faults: Fault[] }

/**
 * Reads a YAML file of what is expected to report. What is wrong with an entry is a fault, and the others are read.
 * @throws SettingsFileError for a file that can't be read, or is no YAML
 */
export async function readExpected(file: string): Promise<ExpectedFile> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new SettingsFileError(`${file}: can't be read: ${(error as Error).message}`, { cause: error })
  }
  const [{ parseDocument }, { lineOf }] = await Promise.all([import('yaml'), import('./line-of.ts')])
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined)
    throw new SettingsFileError(
      `${file}:${error.linePos?.[0].line ?? 1}: it is no YAML: ${error.message.split('\n', 1)[0]}`,
    )
  return parseExpected(file, document.toJS(), (path) => lineOf(text, 0, path))
}
