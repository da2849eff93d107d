import type { AuditEvent } from '../events/audit-event.ts'
import { explainNode, holds, selects } from './evaluate.ts'
import { isExcepted, viewsOf } from './judge.ts'
import type { Views } from './key-of.ts'
import { NORMALISED } from './parse-source.ts'
import { shown } from './present.ts'
import type { Exception, Rule, RuleSource } from './rule.ts'
import { type WhyNot, whyNotCondition } from './why-not-condition.ts'

export type { WhyNot } from './why-not-condition.ts'

/**
 * The first part of a detection rule that an event fails; undefined when it meets the rule.
 * @param exactNames leaves the aliases of log sources out, as in a ruleset
 */
export function whyNot(rule: Rule, event: AuditEvent, exactNames = false): WhyNot | undefined {
  const difference = whyNotSeen(rule.source, event)
  if (difference !== undefined) return { part: 'log source', ...difference }
  const views = viewsFor(rule, event, exactNames)
  if (!holds(rule.condition, views.record)) return whyNotCondition(rule.condition, views.record)
  return whyExcepted(rule.exceptions, views, event.time)
}

/** The exception that keeps a rule from seeing an event, if there is one. */
export function whyExcepted(exceptions: readonly Exception[], views: Views, timeMs: number): WhyNot | undefined {
  const exception = exceptions.find((one) => isExcepted([one], views, timeMs))
  if (exception === undefined) return undefined
  const { reason, node } = exception
  const view = selects(node, views.record) ? views.record : views.event
  const [found] = explainNode(node, view)
  const part = `exception "${shown(reason)}"`
  return {
    part,
    key: found?.field ?? '',
    wanted: 'another value',
    found: found ? `"${shown(found.value)}"` : 'its event',
  }
}

/** The reason as one line for people. */
export function whyNotLine({ part, key, wanted, found, note }: WhyNot): string {
  const where = key === '' ? part : `${part}: ${key}`
  return `${where}: wanted ${wanted}, found ${found}${note === undefined ? '' : ` (${note})`}`
}

/** The event as the rule reads it. */
export function viewsFor(rule: Rule, event: AuditEvent, exactNames = false): Views {
  const views = viewsOf({ exactNames }, event)
  return rule.source.product === NORMALISED ? { ...views, record: views.event } : views
}

/** As `sees` compares a log source with an event's. */
function whyNotSeen(source: RuleSource, event: AuditEvent): Omit<WhyNot, 'part'> | undefined {
  const differs = (key: 'product' | 'service' | 'category') =>
    source[key] === undefined || source[key] === event.logsource[key]
      ? undefined
      : { key, wanted: `"${source[key]}"`, found: textOf(key, event.logsource[key]) }
  if (source.product === NORMALISED) return differs('service') ?? classDiffers(source, event)
  return differs('product') ?? differs('service') ?? (source.product === undefined ? differs('category') : undefined)
}

function textOf(key: string, value: string | undefined): string {
  return value === undefined ? `no ${key}` : `"${value}"`
}

function classDiffers({ classUid }: RuleSource, event: AuditEvent): Omit<WhyNot, 'part'> | undefined {
  if (classUid === undefined || classUid === event.class_uid) return undefined
  return { key: 'class_uid', wanted: String(classUid), found: String(event.class_uid) }
}
