import { shown } from '../../detect/present.ts'
import { uidOf } from '../../events/envelope.ts'
import type { ChannelConfig } from '../../notify/channels/types.ts'
import { labelsOf } from '../../notify/labels.ts'
import type { Notice } from '../../notify/notice.ts'
import { matchesAll } from '../../notify/routing/matches-all.ts'
import type { Matcher } from '../../notify/routing/types.ts'
import type { Sql, Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { activeSilences } from './active-silences.ts'
import { alertsThatMay } from './alerts-that-may.ts'

/** How long before its end a silence is announced, or half its length if that is shorter. */
const AHEAD = '15 minutes'
/** What ended longer ago is no news: nobody looked in the meantime. */
const LATEST = '1 day'
const MOST_AT_ONCE = 20
const MOST_LOOKED_AT = 10_000
const MAX_COMMENT = 200

export type Announcing = {
  /** Milliseconds since 1970 UTC. */
  now: number
  /** Who is told: the receiver of the root route. */
  receiver: { name: string; channels: readonly Pick<ChannelConfig, 'name'>[] }
}

type Ending = { id: string; matchers: Matcher[]; author: string; comment: string; endsAt: number }

/**
 * Makes notices of silences that are about to end or have just ended, once each, whichever process comes first. One that
 * somebody ended is not announced.
 * @returns how many silences were announced; at most 20 are, so that the next call goes on
 */
export async function announceSilences(sql: Sql, { now, receiver }: Announcing): Promise<number> {
  return await transaction(sql, async (tx) => {
    const ending = await takeEnding(tx, now)
    const notices: Notice[] = []
    for (const silence of ending) {
      const text = await textOf(tx, silence, now)
      notices.push(...receiver.channels.map(({ name }) => noticeOf(silence, text, receiver.name, name, now)))
    }
    if (notices.length > 0) await insertNotices(tx, notices, now)
    return ending.length
  })
}

/** Marks them as announced. Another process passes over those that this one has taken. */
async function takeEnding(tx: Transaction, nowMs: number): Promise<Ending[]> {
  const now = new Date(nowMs).toISOString()
  return await tx<Ending[]>`
    update silences set announced_at = ${now}::text::timestamptz
    where id in (
      select id from silences
      where ended_by is null and announced_at is null
        and ends_at between ${now}::text::timestamptz - ${LATEST}::interval and ${now}::text::timestamptz + ${AHEAD}::interval
        and ends_at - least(${AHEAD}::interval, (ends_at - starts_at) / 2) <= ${now}::text::timestamptz
      order by ends_at, id
      limit ${MOST_AT_ONCE}
      for update skip locked
    )
    returning id, matchers, author, comment, (extract(epoch from ends_at) * 1000)::float8 as "endsAt"`
}

async function textOf(tx: Transaction, { author, comment, matchers, endsAt }: Ending, now: number): Promise<string> {
  const others = (await activeSilences(tx, endsAt)).map((silence) => silence.matchers)
  const alerts = await alertsThatMay(tx, matchers, MOST_LOOKED_AT + 1)
  const told = alerts.slice(0, MOST_LOOKED_AT).filter((alert) => {
    const labels = labelsOf(alert)
    return alert.status === 'open' && matchesAll(matchers, labels) && !others.some((other) => matchesAll(other, labels))
  })
  const end = `${endsAt > now ? 'ends' : 'ended'} at ${new Date(endsAt).toISOString().replace(/\.\d+Z$/, 'Z')}`
  const what = `Silence of ${author} ("${shown(comment, MAX_COMMENT)}")`
  return `${what} ${end}; ${howMany(told.length, alerts.length > MOST_LOOKED_AT)}`
}

function howMany(count: number, more: boolean): string {
  if (more) return `at least ${count} alerts that are open now will be told`
  if (count === 0) return 'no alert that is open now was muted by it alone'
  return count === 1 ? '1 alert that is open now will be told' : `${count} alerts that are open now will be told`
}

function noticeOf(silence: Ending, text: string, receiver: string, channel: string, now: number): Notice {
  return {
    id: uidOf(`silence ending ${silence.id}`, channel),
    kind: 'silence_ending',
    step: 0,
    receiver,
    channel,
    groupKey: `silence ${silence.id}`,
    groupLabels: {},
    alerts: [],
    omitted: 0,
    at: now,
    text,
  }
}

async function insertNotices(tx: Transaction, notices: readonly Notice[], nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString()
  const rows = notices.map((notice) => ({ ...notice, notice }))
  await tx`
    insert into notices (id, receiver, channel, kind, notice, status, next_try_at, created_at)
    select id, receiver, channel, kind, notice, 'pending', ${now}::text::timestamptz, ${now}::text::timestamptz
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb)
      as row (id uuid, receiver text, channel text, kind text, notice jsonb)
    order by id
    on conflict (id) do nothing`
}
