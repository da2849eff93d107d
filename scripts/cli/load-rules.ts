import { join, relative } from 'node:path'
import * as z from 'zod/mini'
import { readConfig } from '../../shared/config/read-config.ts'
import { folderList } from '../../shared/config/settings.ts'
import {
  type Fault,
  type ParsedRules,
  type PlaceRow,
  parseRules,
  type RuleDocument,
} from '../../shared/detect/index.ts'
import type { Placeholders } from '../../shared/detect/placeholders.ts'
import { mergeLayers } from '../../shared/rules/merge-layers.ts'
import { readExpected } from '../../shared/rules/read-expected.ts'
import { readPlaceholders } from '../../shared/rules/read-placeholders.ts'
import { readPlaces } from '../../shared/rules/read-places.ts'
import { type RuleFiles, readRuleFiles } from '../../shared/rules/read-rule-files.ts'
import { buildRuleBook } from '../../shared/rules/rule-book.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { loadRuleBook } from '../../shared/store/rules/load-rule-book.ts'
import { ROOT } from '../bundle.mjs'
import { CommandError, type Shell } from './command.ts'

const PACK = join(ROOT, 'shared/detect/rules')
const settings = {
  AUDITFLOW_RULES: folderList,
  AUDITFLOW_PLACEHOLDERS: z.optional(z.string()),
  AUDITFLOW_PLACES: z.optional(z.string()),
}

export type LoadedRules = ParsedRules & { documents: RuleDocument[]; faults: Fault[]; filters: number }

/** Rules as far as they load, and the faults of the others. */
export type LoadedFaulty = ParsedRules & { faults: Fault[] }

/** The flags of every command that loads rules. */
export const ruleFlags = { placeholders: { type: 'string' } } as const

/** The folders that rules, and tests of rules, are taken from. */
export type RuleFolders = { given: readonly string[] } | { pack: string; beside: readonly string[] }

/** Folders as given, else the own pack and those that AUDITFLOW_RULES names. */
export function ruleFolders(given: readonly string[], { env }: Shell): RuleFolders {
  if (given.length > 0) return { given }
  return { pack: relative(process.cwd(), PACK) || '.', beside: readConfig(settings, env).AUDITFLOW_RULES }
}

export function allOf(folders: RuleFolders): readonly string[] {
  return 'given' in folders ? folders.given : [folders.pack, ...folders.beside]
}

/**
 * Reads the rules of folders, or single files, as one set; a rule beside the pack takes the place of the pack's of the
 * same id, as in the analysis. Throws `CommandError` for a folder that can't be read.
 * @param expectedFile a file of what is expected to report, whose rules come beside them
 */
export async function loadRules(
  folders: RuleFolders,
  shell: Shell,
  placeholdersFile?: string,
  expectedFile?: string,
): Promise<LoadedRules> {
  const read = [await readLayers(folders), ...(expectedFile === undefined ? [] : [await readExpected(expectedFile)])]
  const documents = read.flatMap((one) => one.documents)
  const faults = read.flatMap((one) => one.faults)
  const placeholders = await placeholdersOf(shell, placeholdersFile)
  const parsed = parseRules(documents, { placeholders })
  return { ...parsed, documents, faults: [...faults, ...parsed.faults] }
}

/**
 * The rules that the analysis judges by: the own pack, the folders of AUDITFLOW_RULES, and what the database has of
 * rules, stages and exceptions.
 */
export async function loadRulesInForce(sql: Sql, shell: Shell, placeholdersFile?: string): Promise<LoadedFaulty> {
  const [pack, beside, stored, placeholders] = await Promise.all([
    readFolder(PACK),
    readFolders(readConfig(settings, shell.env).AUDITFLOW_RULES),
    loadRuleBook(sql),
    placeholdersOf(shell, placeholdersFile),
  ])
  const { rules, stages, exceptions } = stored ?? { rules: [], stages: [], exceptions: [] }
  const book = buildRuleBook({
    pack: pack.documents,
    folder: beside.documents,
    database: rules.map(({ doc }) => ({ file: 'database', doc })),
    overrides: { stages, exceptions },
    placeholders,
  })
  return { ...book, faults: [...pack.faults, ...beside.faults, ...book.faults] }
}

async function readLayers(folders: RuleFolders): Promise<RuleFiles> {
  if ('given' in folders) return await readFolders(folders.given)
  const [pack, beside] = await Promise.all([readFolder(folders.pack), readFolders(folders.beside)])
  const { merged } = mergeLayers({ pack: pack.documents, folder: beside.documents, database: [] })
  return { documents: merged.map(({ document }) => document), faults: [...pack.faults, ...beside.faults] }
}

async function readFolders(folders: readonly string[]): Promise<RuleFiles> {
  const files = await Promise.all(folders.map(readFolder))
  return { documents: files.flatMap(({ documents }) => documents), faults: files.flatMap(({ faults }) => faults) }
}

async function readFolder(folder: string): Promise<RuleFiles> {
  try {
    return await readRuleFiles(folder)
  } catch (error) {
    throw new CommandError(`${folder}: can't be read: ${(error as Error).message}`, { cause: error })
  }
}

/** The values of placeholders from the file given, else from the one that AUDITFLOW_PLACEHOLDERS names. */
export async function placeholdersOf({ env }: Shell, file?: string): Promise<Placeholders> {
  const path = file ?? readConfig(settings, env).AUDITFLOW_PLACEHOLDERS
  return path === undefined ? {} : await readPlaceholders(path)
}

/** The user's table of places, from the file that AUDITFLOW_PLACES names. */
export async function placesOf({ env }: Shell): Promise<readonly PlaceRow[]> {
  const path = readConfig(settings, env).AUDITFLOW_PLACES
  return path === undefined ? [] : await readPlaces(path)
}
