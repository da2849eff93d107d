import type { Finding } from '../../detect/index.ts'
import { labelsOf } from '../../notify/labels.ts'
import { jsonText } from '../json-text.ts'
import { timeText } from './alert-columns.ts'

/** What becomes of alerts by themselves, in milliseconds; the rule may say otherwise. 0 is never. */
export type LifeDefaults = {
  /** For so long after it was resolved a match re-opens an alert. */
  reopenMs: number
  /** After so long without a match an alert is resolved. */
  quietMs: number
  /** For so long after it was resolved, what happened before that may still be on its way. */
  lateMs: number
}

const MINUTE_MS = 60_000

/** Findings as rows of JSON that PostgreSQL reads; `n` numbers them. */
export function findingRows(findings: readonly Finding[], life: LifeDefaults, nowMs: number): string {
  return jsonText(findings.map((finding, n) => ({ n, ...rowOf(finding, life, nowMs) })))
}

function rowOf({ rule, key, summary, why, windowMs, labels, events }: Finding, life: LifeDefaults, nowMs: number) {
  const times = events.map(({ timeMs }) => timeMs)
  const quietMs = rule.quietMs ?? life.quietMs
  return {
    rule_id: rule.id,
    rule_title: rule.title,
    level: rule.level,
    tags: rule.tags,
    key,
    summary,
    why,
    rule_version: rule.version,
    window_ms: windowMs,
    labels: labelsOf({ rule: { ...rule, tags: [...rule.tags] }, key, labels: mutable(labels) }),
    first_event_at: timeText(times.reduce((one, other) => Math.min(one, other))),
    last_event_at: timeText(times.reduce((one, other) => Math.max(one, other))),
    reopen_ms: rule.reopenMs ?? life.reopenMs,
    quiet_ms: quietMs > 0 ? quietMs : null,
    // In whole minutes: as long as it stays the same, a further match changes no index.
    resolve_at: quietMs > 0 ? timeText(Math.ceil((nowMs + quietMs) / MINUTE_MS) * MINUTE_MS) : null,
    events: events.map(({ uid, timeMs }) => ({ uid, time: timeText(timeMs) })),
  }
}

function mutable(labels: Finding['labels']): Record<string, string[]> {
  return Object.fromEntries(Object.entries(labels).map(([name, values]) => [name, [...values]]))
}
