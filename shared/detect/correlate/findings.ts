import type { FindingLabels } from '../labels-of.ts'
import type { Because, RuleInfo } from '../rule.ts'

/** What to alert about: a rule, a key, and the events that make it, as far as they became known together. */
export type Finding = {
  rule: RuleInfo
  key: string
  /** Of the newest of its events that was at hand. */
  labels: FindingLabels
  summary: string
  why: readonly Because[]
  /** The timespan of a correlation rule. */
  windowMs?: number
  events: readonly FindingEvent[]
}

export type FindingEvent = { uid: string; timeMs: number }

type Known = { finding: Finding; events: Map<string, FindingEvent>; newestMs: number }

/** Gathers findings: one for each rule and key, an event once in each. The words are those of the first. */
export class Findings {
  readonly #byId = new Map<string, Known>()

  add(finding: Finding): void {
    const id = JSON.stringify([finding.rule.id, finding.key])
    let known = this.#byId.get(id)
    if (known === undefined) {
      known = { finding, events: new Map(), newestMs: Number.NEGATIVE_INFINITY }
      this.#byId.set(id, known)
    }
    let newestMs = Number.NEGATIVE_INFINITY
    for (const { uid, timeMs } of finding.events) {
      known.events.set(uid, { uid, timeMs })
      newestMs = Math.max(newestMs, timeMs)
    }
    if (newestMs <= known.newestMs) return
    known.newestMs = newestMs
    known.finding = { ...known.finding, labels: finding.labels }
  }

  list(): Finding[] {
    return [...this.#byId.values()].map(({ finding, events }) => ({ ...finding, events: [...events.values()] }))
  }
}
