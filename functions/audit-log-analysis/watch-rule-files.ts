import { stat } from 'node:fs/promises'
import type { Fault, RuleDocument } from '../../shared/detect/index.ts'
import type { Placeholders } from '../../shared/detect/placeholders.ts'
import { listRuleFiles, stampOf } from '../../shared/rules/list-rule-files.ts'
import { readPlaceholders } from '../../shared/rules/read-placeholders.ts'
import { readRuleFiles } from '../../shared/rules/read-rule-files.ts'

export type WatchedFiles = {
  documents: readonly RuleDocument[]
  faults: readonly Fault[]
  placeholders: Placeholders
  /** Another one once a file has come, gone or changed. */
  stamp: string
}

/**
 * Reads rule folders and the file of placeholders, if there is one; undefined when all is as it was. Looking costs one
 * `stat` a file. Throws when a folder, or the file of placeholders, can't be read.
 */
export async function readWatchedFiles(
  folders: readonly string[],
  placeholdersFile: string | undefined,
  last: WatchedFiles | undefined,
): Promise<WatchedFiles | undefined> {
  const lists = await Promise.all(folders.map(async (folder) => ({ folder, files: await listRuleFiles(folder) })))
  // Stamps are taken before the files are read: what changes in between is read once more.
  const stamp = [...lists.map(({ files }) => stampOf(files)), await stampOfFile(placeholdersFile)].join('\n\n')
  if (stamp === last?.stamp) return undefined
  const read = await Promise.all(lists.map(({ folder, files }) => readRuleFiles(folder, files)))
  return {
    documents: read.flatMap(({ documents }) => documents),
    faults: read.flatMap(({ faults }) => faults),
    placeholders: placeholdersFile === undefined ? {} : await readPlaceholders(placeholdersFile),
    stamp,
  }
}

async function stampOfFile(path: string | undefined): Promise<string> {
  if (path === undefined) return ''
  const { size, mtimeMs, ctimeMs, ino } = await stat(path)
  return [size, mtimeMs, ctimeMs, ino].join(' ')
}
