import { stat } from 'node:fs/promises'
import type { Expected, Fault, RuleDocument } from '../../shared/detect/index.ts'
import type { Placeholders } from '../../shared/detect/placeholders.ts'
import { listRuleFiles, stampOf } from '../../shared/rules/list-rule-files.ts'
import { type ExpectedFile, readExpected } from '../../shared/rules/read-expected.ts'
import { readPlaceholders } from '../../shared/rules/read-placeholders.ts'
import { readRuleFiles } from '../../shared/rules/read-rule-files.ts'

export type WatchedFiles = {
  documents: readonly RuleDocument[]
  faults: readonly Fault[]
  placeholders: Placeholders
  expected: readonly Expected[]
  /** Another one once a file has come, gone or changed. */
  stamp: string
}

const NOTHING: ExpectedFile = { expected: [], documents: [], faults: [] }

/**
 * Reads rule folders and the files of placeholders and of what is expected to report, where there are such; undefined when all is
 * as it was. Looking costs one `stat` a file. Throws when a folder, or one of the two files, can't be read.
 */
export async function readWatchedFiles(
  folders: readonly string[],
  { placeholdersFile, expectedFile }: { placeholdersFile?: string | undefined; expectedFile?: string | undefined },
  last: WatchedFiles | undefined,
): Promise<WatchedFiles | undefined> {
  const lists = await Promise.all(folders.map(async (folder) => ({ folder, files: await listRuleFiles(folder) })))
  // Stamps are taken before the files are read: what changes in between is read once more.
  const single = await Promise.all([placeholdersFile, expectedFile].map(stampOfFile))
  const stamp = [...lists.map(({ files }) => stampOf(files)), ...single].join('\n\n')
  if (stamp === last?.stamp) return undefined
  const read = await Promise.all(lists.map(({ folder, files }) => readRuleFiles(folder, files)))
  const expected = expectedFile === undefined ? NOTHING : await readExpected(expectedFile)
  const all = [...read, expected]
  return {
    documents: all.flatMap(({ documents }) => documents),
    faults: all.flatMap(({ faults }) => faults),
    expected: expected.expected,
    placeholders: placeholdersFile === undefined ? {} : await readPlaceholders(placeholdersFile),
    stamp,
  }
}

async function stampOfFile(path: string | undefined): Promise<string> {
  if (path === undefined) return ''
  const { size, mtimeMs, ctimeMs, ino } = await stat(path)
  return [size, mtimeMs, ctimeMs, ino].join(' ')
}
