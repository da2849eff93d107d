import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Migration } from './migrate.ts'

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/

/** Reads `NNNN-name.sql` files from a folder, in order of their numbers. */
export function loadMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .map((file) => ({ file, match: FILE_NAME.exec(file) }))
    .filter(({ match }) => match !== null)
    .map(({ file, match }) => ({
      number: Number(match![1]),
      name: match![2]!,
      sql: readFileSync(join(folder, file), 'utf8'),
    }))
    .sort((a, b) => a.number - b.number)
}
