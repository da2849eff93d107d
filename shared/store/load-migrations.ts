import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Migration } from './migrate.ts'

/** A file `NNNN-name.sql` as it stands. */
export type MigrationFile = { file: string; sql: string }

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/

/** Reads `NNNN-name.sql` files from a folder, in order of their numbers. */
export function loadMigrations(folder: string): Migration[] {
  return toMigrations(
    readdirSync(folder)
      .filter((file) => FILE_NAME.test(file))
      .map((file) => ({ file, sql: readFileSync(join(folder, file), 'utf8') })),
  )
}

/** The same of files that were read already, as a bundle holds them; other names are passed over. */
export function toMigrations(files: readonly MigrationFile[]): Migration[] {
  return files
    .map(({ file, sql }) => ({ match: FILE_NAME.exec(file), sql }))
    .filter(({ match }) => match !== null)
    .map(({ match, sql }) => ({ number: Number(match![1]), name: match![2]!, sql }))
    .sort((a, b) => a.number - b.number)
}
