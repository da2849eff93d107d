import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import type { Fault } from '../detect/fault.ts'
import type { RuleDocument } from '../detect/parse-rules.ts'
import { listRuleFiles, type RuleFile } from './list-rule-files.ts'

export type RuleFiles = {
  /** `file` is the path below the folder, as the folder was given. Each document knows its lines. */
  documents: RuleDocument[]
  /** What can't be read, or is no YAML. */
  faults: Fault[]
}

/** Where authors put rules that are not to be used, by the convention of SigmaHQ's repository. */
const SET_ASIDE = ['unsupported', 'deprecated']

/**
 * Reads every rule file below a folder, or one rule file. What is wrong with one file is a fault and the rest is read;
 * throws when the folder itself can't be read.
 * @param files of that folder, when they have been listed before
 */
export async function readRuleFiles(folder: string, files?: readonly RuleFile[]): Promise<RuleFiles> {
  const found: RuleFiles = { documents: [], faults: [] }
  const isFolder = files !== undefined || (await stat(folder)).isDirectory()
  const paths = isFolder ? (files ?? (await listRuleFiles(folder))).map(({ path }) => path) : [folder]
  for (const path of paths) await readInto(found, path, setAsideBy(isFolder ? folder : dirname(folder), path))
  return found
}

function setAsideBy(folder: string, path: string): string | undefined {
  const names = [basename(resolve(folder)), ...relative(folder, path).split(sep).slice(0, -1)]
  return names.find((name) => SET_ASIDE.includes(name.toLowerCase()))
}

async function readInto({ documents, faults }: RuleFiles, file: string, setAside?: string): Promise<void> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    faults.push({
      file,
      rule: '(untitled)',
      problem: `it can't be read: ${(error as Error).message}`,
      remedy: 'let AuditFlow read it',
    })
    return
  }
  // A function without rule files starts without the parser.
  const [{ parseAllDocuments }, { lineOf }] = await Promise.all([import('yaml'), import('./line-of.ts')])
  for (const [index, document] of [...parseAllDocuments(text)].entries()) {
    try {
      if (document.errors[0] !== undefined) throw document.errors[0]
      documents.push({
        file,
        doc: document.toJS() as unknown,
        lineOf: (path) => lineOf(text, index, path),
        ...(setAside !== undefined && { setAside }),
      })
    } catch (error) {
      faults.push(notYaml(file, error as Error))
    }
  }
}

function notYaml(file: string, error: Error & { linePos?: readonly [{ line: number }, ...unknown[]] }): Fault {
  const line = error.linePos?.[0].line
  const reason = error.message.split('\n', 1)[0]!.replace(/(?: at line \d+, column \d+)?:?$/, '')
  return {
    file,
    ...(line !== undefined && { line }),
    rule: '(untitled)',
    problem: `it is no YAML: ${reason}`,
    remedy: 'mend the YAML',
  }
}
