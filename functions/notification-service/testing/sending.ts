import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { ChannelConfig, ChannelKind } from '../../../shared/notify/channels/types.ts'
import { testNotice } from '../../../shared/notify/formats/testing/notices.ts'
import type { Answer } from '../../../shared/notify/judge-answer.ts'
import type { Notice } from '../../../shared/notify/notice.ts'
import { connect, type Sql } from '../../../shared/store/connect.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { keepingLog } from '../../../test/helpers/keeping-log.ts'
import type { ConfiguredChannel, SendPorts } from '../send-due.ts'

export const START = Date.parse('2026-11-25T07:30:00Z')

export type NoticeRow = {
  status: string
  attempts: number
  next_try_at: Date | null
  claim: string | null
  digest: string | null
  last_error: string | null
  sent_at: Date | null
}

/** A channel whose far side is the test. `got` are the notices that reached it. */
export type FakeChannel = ConfiguredChannel & {
  got: Notice[]
  reply: (notice: Notice, time: number) => Answer | Promise<Answer>
}

export const busy = (retryAfterMs?: number): Answer => ({
  kind: 'passing',
  reason: 'hooks.example answered 503',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

export function fakeChannel(
  name: string,
  kind: ChannelKind = 'slack',
  changes: Partial<ChannelConfig> = {},
): FakeChannel {
  const got: Notice[] = []
  const fake: FakeChannel = {
    got,
    reply: () => ({ kind: 'sent' }),
    config: { kind, name, sendResolved: true, rateLimit: null, fingerprint: `f-${name}`, settings: {}, ...changes },
    channel: {
      name,
      send: async (notice) => {
        got.push(notice)
        return await fake.reply(notice, got.length)
      },
    },
  }
  return fake
}

/** A database for each test file, with a clock that only the test moves. */
export function setUpSending() {
  const others: Sql[] = []
  const bench = {
    database: undefined as unknown as TestDatabase,
    log: keepingLog(),
    now: START,
    channels: [] as FakeChannel[],
    counted: [] as string[],
    /** What a process has; `other`: with its own connections. */
    ports(changes: Partial<SendPorts> = {}): SendPorts {
      return {
        sql: bench.database.sql,
        clock: () => bench.now,
        log: bench.log,
        channels: () => new Map(bench.channels.map((channel) => [channel.config.name, channel])),
        count: (channel, kind, outcome) => void bench.counted.push(`${channel} ${kind} ${outcome}`),
        ...changes,
      }
    },
    otherProcess(): SendPorts {
      const sql = connect(bench.database.url)
      others.push(sql)
      return bench.ports({ sql })
    },
    /** Plans notices as the engine does. @returns their ids */
    plan(channel: string, count = 1, changes: Partial<Notice> & { groupId?: string; dueAt?: number } = {}) {
      return planNotices(bench.database.sql, channel, count, bench.now, changes)
    },
    async row(id: string): Promise<NoticeRow> {
      const [row] = await bench.database.sql<NoticeRow[]>`
        select status, attempts, next_try_at, claim, digest, last_error, sent_at from notices where id = ${id}`
      return row!
    },
    attempts: (id: string) => bench.database.sql<{ at: Date; status: string; detail: string | null }[]>`
      select at, status, detail from notice_attempts where notice_id = ${id} order by id`,
    async channel(name: string) {
      const [row] = await bench.database.sql`
        select failures, open_until, off_at, off_reason, last_sent_at from channels where name = ${name}`
      return row
    },
    lines: (level: 'info' | 'warn' | 'error') => bench.log.lines.filter((line) => line.level === level),
  }
  beforeAll(async () => {
    bench.database = await createTestDatabase()
  })
  beforeEach(async () => {
    await bench.database.sql`truncate notices, channels cascade`
    Object.assign(bench, { log: keepingLog(), now: START, channels: [], counted: [] })
  })
  afterEach(async () => {
    await Promise.all(others.splice(0).map((sql) => sql.end({ timeout: 5 })))
  })
  afterAll(() => bench.database.drop())
  return bench
}

let planned = 0

async function planNotices(
  sql: Sql,
  channel: string,
  count: number,
  now: number,
  { groupId, dueAt, ...changes }: Partial<Notice> & { groupId?: string; dueAt?: number },
): Promise<string[]> {
  const notices = Array.from({ length: count }, () =>
    testNotice(++planned, { channel, id: uuid(`${process.pid} ${planned}`), at: now, ...changes }),
  )
  const rows = notices.map((notice) => ({ id: notice.id, receiver: notice.receiver, kind: notice.kind, notice }))
  const at = new Date(now).toISOString()
  const due = new Date(dueAt ?? now).toISOString()
  await sql`
    insert into notices (id, group_id, receiver, channel, kind, notice, status, next_try_at, created_at)
    select id, ${groupId ?? null}::text::uuid, receiver, ${channel}, kind, notice, 'pending', ${due}, ${at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (id uuid, receiver text, kind text, notice jsonb)`
  await sql`
    insert into notice_alerts (notice_id, alert_id, episode)
    select r.id, (a ->> 'id')::uuid, (a ->> 'episode')::int
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (id uuid, notice jsonb),
         jsonb_array_elements(r.notice -> 'alerts') as a`
  return notices.map(({ id }) => id)
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
