import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkEffects } from './check-effects.ts'
import { checkFunctions } from './check-functions.ts'
import { checkImports } from './check-imports.ts'
import { measure } from './measure.ts'
import { isTestFile } from './rings.ts'

const TOPS = ['functions', 'shared', 'scripts']

export type Report = { files: number; faults: string[]; warnings: string[] }

/** Checks that code flows one way only: imports, effects and the shape of the functions. */
export function checkTree(root: string): Report {
  const files = TOPS.flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).map((file) => `${top}/${file}`),
  ).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !isTestFile(file))
  const report: Report = { files: files.length, faults: checkFunctions(root), warnings: [] }
  for (const file of files.sort()) {
    const source = readFileSync(join(root, file), 'utf8')
    report.faults.push(...checkImports(file, source), ...checkEffects(file, source))
    report.warnings.push(...measure(file, source))
  }
  return report
}
