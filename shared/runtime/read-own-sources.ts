import { ConfigError } from '../config/read-config.ts'
import { mappedSource } from '../normalise/mapping/mapped-source.ts'
import { type Mapping, parseMapping } from '../normalise/mapping/parse-mapping.ts'
import type { OwnSources } from '../normalise/own-sources.ts'
import { SOURCES } from '../normalise/sources/index.ts'
import { type RuleFiles, readRuleFiles } from '../rules/read-rule-files.ts'

/** Names that stand for something else in a path. */
const TAKEN = new Set([...SOURCES.keys(), 'auto'])

/**
 * Reads the sources that an operator describes: every YAML file below the folders.
 * @throws ConfigError with a line for each fault: file, line, field and reason
 */
export async function readOwnSources(folders: readonly string[]): Promise<OwnSources> {
  const lines: string[] = []
  const found = new Map<string, Mapping>()
  for (const folder of folders) {
    const { documents, faults } = await filesIn(folder)
    for (const { file, line, problem } of faults) lines.push(`${file}:${line ?? 1}: ${problem}`)
    for (const { file, doc, lineOf } of documents) {
      const parsed = parseMapping(doc)
      const wrong = 'faults' in parsed ? parsed.faults : nameFaults(parsed.mapping, found)
      for (const { path, problem } of wrong)
        lines.push(`${file}:${lineOf?.(path) ?? 1}: ${path.join('.') || 'the file'} ${problem}`)
      if ('mapping' in parsed && wrong.length === 0) found.set(parsed.mapping.name, parsed.mapping)
    }
  }
  if (lines.length > 0) throw new ConfigError(lines)
  const byName = new Map([...found].map(([name, mapping]) => [name, mappedSource(mapping)]))
  const recognising = [...byName.values()].filter(({ name }) => found.get(name)?.recognise !== undefined)
  return { byName, recognising }
}

async function filesIn(folder: string): Promise<RuleFiles> {
  try {
    return await readRuleFiles(folder)
  } catch (error) {
    throw new ConfigError([`AUDITFLOW_SOURCES: ${folder} can't be read: ${(error as Error).message}`])
  }
}

function nameFaults({ name }: Mapping, found: ReadonlyMap<string, Mapping>) {
  const path = ['name']
  if (TAKEN.has(name)) return [{ path, problem: `${name} is that of a source that AuditFlow has itself` }]
  return found.has(name) ? [{ path, problem: `${name} is that of another file` }] : []
}
