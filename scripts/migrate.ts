import { readConfig } from '../shared/config/read-config.ts'
import { databaseUrl } from '../shared/config/settings.ts'
import { connect } from '../shared/store/connect.ts'
import { loadMigrations } from '../shared/store/load-migrations.ts'
import { migrate } from '../shared/store/migrate.ts'

/** Brings the schema of DATABASE_URL up to date. */
try {
  const { DATABASE_URL } = readConfig({ DATABASE_URL: databaseUrl }, process.env)
  const sql = connect(DATABASE_URL, { max: 1 })
  const applied = await migrate(sql, loadMigrations('shared/store/migrations'))
  console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`)
  await sql.end({ timeout: 5 })
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
