import { readConfig } from '../../shared/config/read-config.ts'
import { main } from '../../shared/runtime/main.ts'
import { readingOf } from '../../shared/runtime/reading-of.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { checkCanary } from '../../shared/store/canary/check-canary.ts'
import { connect } from '../../shared/store/connect.ts'
import { followFeed } from '../../shared/store/follow-feed.ts'
import { readOnly } from '../../shared/store/read-only.ts'
import { readTotals } from '../../shared/store/read-totals.ts'
import { knowsToken } from './access.ts'
import { createApp } from './app.ts'
import { settings } from './config.ts'
import { replaysAtWork } from './replays-at-work.ts'
import { canaryAsText, totalsAsText } from './totals-as-text.ts'

const NAME = 'event-audit-dashboard'

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env)
  const sql = connect(config.DATABASE_URL, { name: NAME })
  const token = config.AUDITFLOW_DASHBOARD_TOKEN
  const feed = followFeed(sql, { log })
  const replays = replaysAtWork({ sql, clock: Date.now, log, reading: await readingOf(config) })
  const canaryWithinMs = config.AUDITFLOW_CANARY_WITHIN
  const linkSecret = config.AUDITFLOW_LINK_SECRET
  const app = createApp({
    sql,
    clock: Date.now,
    log,
    access: token === undefined ? {} : { token },
    feed,
    replays,
    canaryWithinMs,
    ...(linkSecret !== undefined && { linkSecret }),
  })
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    fetch: app.fetch,
    totals: async (authorization) => {
      if (!knowsToken(authorization, token)) return ''
      const nowMs = Date.now()
      const state = await readOnly(sql, (reader) => checkCanary(reader, nowMs, canaryWithinMs))
      return totalsAsText(await readOnly(sql, readTotals)) + canaryAsText(state, nowMs)
    },
    ready: async () => void (await sql`select 1`),
    onDrain: () => void feed.close(),
    close: async () => {
      await replays.stop()
      await sql.end({ timeout: 5 })
    },
  })
})
