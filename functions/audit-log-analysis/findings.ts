import { contributors, type Hit, type Judgement, neighboursNeeded } from '../../shared/detect/index.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import type { Neighbour, WindowQuery } from '../../shared/ports/windows.ts'
import type { StoredEvent } from '../../shared/store/append-events.ts'
import type { Finding } from '../../shared/store/extend-alerts.ts'

export type Judged = { stored: StoredEvent; judgement: Judgement }
type HitOf = { stored: StoredEvent; hit: Hit }

/** Every hit of the judged events, with what must be known of its window. */
export function windowQueries(judged: readonly Judged[]): { hits: HitOf[]; queries: WindowQuery[] } {
  const hits = judged.flatMap(({ stored, judgement }) => judgement.hits.map((hit) => ({ stored, hit })))
  const queries = hits.map(({ stored, hit }) => ({
    ruleId: hit.correlation.id,
    key: hit.key,
    timeMs: stored.event.data.time,
    uid: stored.uid,
    ...(hit.value === undefined ? {} : { value: hit.value }),
    spanMs: hit.correlation.timespanMs,
    need: neighboursNeeded(hit.correlation),
  }))
  return { hits, queries }
}

/** What to alert about: one finding for each rule and key, with all events of this commit that make it. */
export function collectFindings(
  judged: readonly Judged[],
  hits: readonly HitOf[],
  neighbours: readonly Neighbour[][],
): Finding[] {
  const findings = new Map<string, Finding & { events: { uid: string; timeMs: number }[] }>()
  const add = (finding: Omit<Finding, 'events'>, events: readonly { uid: string; timeMs: number }[]) => {
    const id = JSON.stringify([finding.rule.id, finding.key])
    const known = findings.get(id) ?? { ...finding, events: [] }
    findings.set(id, known)
    for (const { uid, timeMs } of events)
      if (!known.events.some((event) => event.uid === uid)) known.events.push({ uid, timeMs })
  }
  for (const { stored, judgement } of judged)
    for (const { rule, key, summary, because } of judgement.matches)
      add({ rule, key, summary, why: because }, [moment(stored)])
  hits.forEach(({ stored, hit: { correlation, key, value, summary, because } }, index) => {
    const at = { ...moment(stored), ...(value === undefined ? {} : { value }) }
    const found = contributors(correlation, at, neighbours[index] ?? [])
    if (found.length > 0) add({ rule: correlation, key, summary, why: because }, found)
  })
  return [...findings.values()]
}

function moment({ uid, event }: { uid: string; event: { data: AuditEvent } }): { uid: string; timeMs: number } {
  return { uid, timeMs: event.data.time }
}
