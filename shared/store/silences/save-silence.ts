import type { Matcher } from '../../notify/routing/types.ts'
import type { Sql, Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { type CheckedSilence, checkSilence } from './check-silence.ts'
import { mutesEverything } from './mutes-everything.ts'
import { previewSilence, type SilencePreview } from './preview-silence.ts'
import { SilenceRefused } from './silence-refused.ts'

export type NewSilence = {
  /** The silence that it takes the place of, a UUID. */
  replaces?: string
  matchers: readonly Matcher[]
  /** Milliseconds since 1970 UTC; one that has passed means now. */
  startsAt: number
  endsAt: number
  author: string
  comment: string
  /** It may mute everything. */
  confirm: boolean
}

export type Saved =
  | { kind: 'saved'; id: string }
  /** There is no silence `replaces`. */
  | { kind: 'unknown' }
  | { kind: 'unconfirmed'; reason: string; preview: SilencePreview }

/** All that are not over are read at each look at a group. */
const MOST_SILENCES = 1_000

/**
 * Makes a silence. To change one is to end it and to make another, as Alertmanager does.
 * @param nowMs milliseconds since 1970 UTC
 * @throws SilenceRefused
 */
export async function saveSilence(sql: Sql, silence: NewSilence, nowMs: number): Promise<Saved> {
  const checked = checkSilence(silence, nowMs)
  const now = new Date(nowMs).toISOString()
  return await transaction(sql, async (tx): Promise<Saved> => {
    const { replaces } = silence
    if (replaces !== undefined && !(await lock(tx, replaces))) return { kind: 'unknown' }
    const reason = silence.confirm ? undefined : await mutesEverything(tx, checked.matchers)
    if (reason !== undefined)
      return { kind: 'unconfirmed', reason, preview: await previewSilence(tx, checked.matchers) }
    if (replaces !== undefined) await end(tx, replaces, checked.author, now)
    await refuseTooMany(tx, now)
    return { kind: 'saved', id: await insert(tx, checked, now) }
  })
}

async function lock(tx: Transaction, id: string): Promise<boolean> {
  const found = await tx`select from silences where id = ${id} for update`
  return found.length > 0
}

async function end(tx: Transaction, id: string, by: string, now: string): Promise<void> {
  await tx`
    update silences set ends_at = ${now}::text::timestamptz, ended_by = ${by}
    where id = ${id} and ends_at > ${now}::text::timestamptz`
}

async function refuseTooMany(tx: Transaction, now: string): Promise<void> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from silences where ends_at > ${now}::text::timestamptz`
  if (row!.count >= MOST_SILENCES)
    throw new SilenceRefused('matchers', `there are ${row!.count} silences already that are not over: end some first`)
}

async function insert(tx: Transaction, silence: CheckedSilence, now: string): Promise<string> {
  const { matchers, startsAt, endsAt, author, comment } = silence
  const [row] = await tx<{ id: string }[]>`
    insert into silences (matchers, starts_at, ends_at, author, comment, created_at)
    values (${jsonText(matchers)}::text::jsonb, ${startsAt}::text::timestamptz, ${endsAt}::text::timestamptz,
      ${author}, ${comment}, ${now}::text::timestamptz)
    returning id`
  return row!.id
}
