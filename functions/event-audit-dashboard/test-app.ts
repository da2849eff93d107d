import type { Hono } from 'hono'
import { USUAL_REDACTION } from '../../shared/normalise/redaction/policy.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { followFeed } from '../../shared/store/follow-feed.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { createApp } from './app.ts'
import type { Ports } from './ports.ts'
import { replaysAtWork } from './replays-at-work.ts'

export const NOW = Date.parse('2026-11-25T07:30:00Z')

const READING = { redaction: USUAL_REDACTION, own: { byName: new Map(), recognising: [] } }
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The dashboard over a database, for tests: time stands still at `NOW`. */
export function appOver(sql: Sql, access: { token?: string } = {}, more: Partial<Ports> = {}) {
  const feed = followFeed(sql, { log: quiet, spacingMs: 20, pollMs: 200 })
  const replays = replaysAtWork({ sql, clock: () => NOW, log: quiet, reading: READING })
  const app = createApp({ sql, clock: () => NOW, log: quiet, access, feed, replays, canaryWithinMs: 120_000, ...more })
  return { feed, replays, app }
}

export type TestApp = { app: Hono; sql: Sql; database: TestDatabase; close: () => Promise<void> }

export async function createTestApp(): Promise<TestApp> {
  const database = await createTestDatabase()
  const { app, feed, replays } = appOver(database.sql)
  const close = async () => {
    await replays.stop()
    await feed.close()
    await database.drop()
  }
  return { app, sql: database.sql, database, close }
}

export async function textOf(app: Hono, path: string, status = 200): Promise<string> {
  const answer = await app.request(path)
  const body = await answer.text()
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} and not ${status}: ${body.slice(0, 500)}`)
  return body
}
