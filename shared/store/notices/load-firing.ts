import type { Level } from '../../events/catalogue.ts'
import { type Labels, labelsOf } from '../../notify/labels.ts'
import type { InhibitRule, Matcher } from '../../notify/routing/types.ts'
import type { Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'

type Row = {
  rule: { id: string; title: string; level: Level; tags: string[] }
  key: string
  labels: Record<string, string[]>
}
export type Firing = {
  labels: Labels[]
  /** There are more than were read. */
  omitted: boolean
}

/** What the first part of a name's label is kept in, beside `labels`. */
const COLUMNS = { alertname: 'rule_title', rule: 'rule_id', level: 'level', key: 'key' } as const

/**
 * Labels of unresolved alerts that may inhibit by a rule, the newest first: those that lack what its source matchers want
 * with `=` are left out, the others are for the caller to look at.
 */
export async function loadFiring(tx: Transaction, { source }: InhibitRule, limit = 10_000): Promise<Firing> {
  // An empty value stands for a label that is not there.
  const wanted = source.filter(({ op, value }) => op === '=' && value !== '')
  const conditions = wanted.reduce(
    (all, matcher) => tx`${all} and ${conditionOf(tx, matcher)}`,
    tx`status <> 'resolved'`,
  )
  const rows = await tx<Row[]>`
    select jsonb_build_object('id', rule_id, 'title', rule_title, 'level', level, 'tags', to_jsonb(tags)) as rule, key, labels
    from alerts
    where ${conditions}
    order by opened_at desc
    limit ${limit + 1}`
  return { labels: rows.slice(0, limit).map(labelsOf), omitted: rows.length > limit }
}

function conditionOf(tx: Transaction, { name, value }: Matcher) {
  if (name === 'tag') return tx`${value} = any(tags)`
  if (Object.hasOwn(COLUMNS, name)) return tx`${tx(COLUMNS[name as keyof typeof COLUMNS])} = ${value}`
  return tx`labels @> ${jsonText({ [name]: [value] })}::text::jsonb`
}
