import type { Level } from '../../events/catalogue.ts'
import { labelsOf } from '../../notify/labels.ts'
import { matchesAll } from '../../notify/routing/matches-all.ts'
import type { Matcher } from '../../notify/routing/types.ts'
import type { Reader } from '../read-only.ts'
import { alertsThatMay, type MutableAlert } from './alerts-that-may.ts'

/** More are not looked at, however many alerts there are. */
const MOST_LOOKED_AT = 10_000
const MOST_SHOWN = 20

export type PreviewAlert = { id: string; key: string; status: 'open' | 'acknowledged'; opened_at: string }

/** What a silence would mute of the alerts that are unresolved now. */
export type SilencePreview = {
  count: number
  /** There may be more than `count`: only some of the alerts were looked at. */
  more: boolean
  /** Those with most alerts first; their `alerts` newest first, 20 over all rules at most. */
  rules: { id: string; title: string; level: Level; count: number; alerts: PreviewAlert[] }[]
}

/** @param matchers all of which an alert must match */
export async function previewSilence(sql: Reader, matchers: readonly Matcher[]): Promise<SilencePreview> {
  const rows = await alertsThatMay(sql, matchers, MOST_LOOKED_AT + 1)
  const muted = rows.slice(0, MOST_LOOKED_AT).filter((alert) => matchesAll(matchers, labelsOf(alert)))
  return { count: muted.length, more: rows.length > MOST_LOOKED_AT, rules: byRule(muted) }
}

function byRule(muted: readonly MutableAlert[]): SilencePreview['rules'] {
  const rules = new Map<string, MutableAlert[]>()
  for (const alert of muted) {
    const others = rules.get(alert.rule.id)
    if (others === undefined) rules.set(alert.rule.id, [alert])
    else others.push(alert)
  }
  let left = MOST_SHOWN
  return [...rules.values()]
    .sort((a, b) => b.length - a.length)
    .map((alerts) => {
      const { id, title, level } = alerts[0]!.rule
      const first = alerts.sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1)).slice(0, left)
      left -= first.length
      return { id, title, level, count: alerts.length, alerts: first.map(toShown) }
    })
}

function toShown({ id, key, status, opened_at }: MutableAlert): PreviewAlert {
  return { id, key, status, opened_at }
}
