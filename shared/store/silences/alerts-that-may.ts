import type { Level } from '../../events/catalogue.ts'
import type { Matcher } from '../../notify/routing/types.ts'
import { jsonText } from '../json-text.ts'
import type { Reader } from '../read-only.ts'

/** An unresolved alert, with all that its labels come of. */
export type MutableAlert = {
  id: string
  rule: { id: string; title: string; level: Level; tags: string[] }
  key: string
  labels: Record<string, string[]>
  status: 'open' | 'acknowledged'
  opened_at: string
}

/**
 * Unresolved alerts that matchers may match, in no order: those that lack what a matcher with `=` wants are left out, by
 * the index of labels. The caller looks at the others.
 */
export async function alertsThatMay(sql: Reader, matchers: readonly Matcher[], limit: number): Promise<MutableAlert[]> {
  const contained = new Map<string, string[]>()
  for (const { name, op, value } of matchers)
    if (op === '=' && value !== '') contained.set(name, [...(contained.get(name) ?? []), value])
  return await sql<MutableAlert[]>`
    select id, jsonb_build_object('id', rule_id, 'title', rule_title, 'level', level, 'tags', to_jsonb(tags)) as rule,
      key, labels, status, to_json(opened_at) #>> '{}' as opened_at
    from alerts
    where status <> 'resolved'
      ${contained.size === 0 ? sql`` : sql`and labels @> ${jsonText(Object.fromEntries(contained))}::text::jsonb`}
    limit ${limit}`
}
