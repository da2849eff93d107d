import { readFile } from 'node:fs/promises'
import { basename, relative, resolve, sep } from 'node:path'
import type { Fault } from '../detect/fault.ts'
import type { RuleDocument } from '../detect/parse-rules.ts'
import { listRuleFiles, type RuleFile } from './list-rule-files.ts'

export type RuleFiles = {
  /** `file` is the path below the folder, as the folder was given. */
  documents: RuleDocument[]
  /** What can't be read, or was set aside by its authors. */
  faults: Fault[]
}

/** Where authors put rules that are not to be used, by the convention of SigmaHQ's repository. */
const SET_ASIDE = ['unsupported', 'deprecated']

/**
 * Reads every rule file below a folder. What is wrong with one file is a fault and the rest is read; throws when the
 * folder itself can't be read.
 * @param files of that folder, when they have been listed before
 */
export async function readRuleFiles(folder: string, files?: readonly RuleFile[]): Promise<RuleFiles> {
  const found: RuleFiles = { documents: [], faults: [] }
  for (const { path } of files ?? (await listRuleFiles(folder))) {
    const aside = setAsideBy(folder, path)
    if (aside !== undefined)
      found.faults.push(fault(path, `it lies in a folder "${aside}": its authors set it aside`, 'move it elsewhere'))
    else await readInto(found, path)
  }
  return found
}

function setAsideBy(folder: string, path: string): string | undefined {
  const names = [basename(resolve(folder)), ...relative(folder, path).split(sep).slice(0, -1)]
  return names.find((name) => SET_ASIDE.includes(name.toLowerCase()))
}

async function readInto({ documents, faults }: RuleFiles, path: string): Promise<void> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    faults.push(fault(path, `it can't be read: ${(error as Error).message}`, 'let the analysis read it'))
    return
  }
  // A function without rule files starts without the parser.
  const { parseAllDocuments } = await import('yaml')
  for (const document of parseAllDocuments(text)) {
    try {
      if (document.errors[0] !== undefined) throw document.errors[0]
      documents.push({ file: path, doc: document.toJS() as unknown })
    } catch (error) {
      const problem = (error as Error).message.split('\n', 1)[0]!.replace(/:$/, '')
      faults.push(fault(path, `it is no YAML: ${problem}`, 'mend the YAML'))
    }
  }
}

function fault(file: string, problem: string, remedy: string): Fault {
  return { file, rule: '(file)', problem, remedy }
}
