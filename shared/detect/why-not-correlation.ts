import type { AuditEvent } from '../events/audit-event.ts'
import type { Ruleset } from './compile-ruleset.ts'
import { countedIn } from './correlate/counted-value.ts'
import { boundsText } from './correlate/kind.ts'
import { durationText } from './duration.ts'
import { firstValue, type Views } from './key-of.ts'
import type { Correlation } from './rule.ts'
import { viewsFor, type WhyNot, whyExcepted, whyNot } from './why-not.ts'

/**
 * Why an event does not count towards a correlation: what it fails of the rule referred to that it comes closest to, or
 * the field that it lacks; undefined when it counts. Of rules built upon correlations the events below are meant.
 */
export function whyNotCounted(correlation: Correlation, ruleset: Ruleset, event: AuditEvent): WhyNot | undefined {
  const reasons: WhyNot[] = []
  for (const id of correlation.rules) {
    const why = whyNotVia(correlation, id, ruleset, event)
    if (why === undefined) return undefined
    reasons.push(why)
  }
  // A rule that does not even look at the event says least.
  return reasons.find(({ part }) => !part.endsWith('log source')) ?? reasons[0]
}

function whyNotVia(correlation: Correlation, id: string, ruleset: Ruleset, event: AuditEvent): WhyNot | undefined {
  const below = ruleset.correlations.get(id)?.correlation
  if (below !== undefined) return of(below.title, whyNotCounted(below, ruleset, event))
  const rule = ruleset.rules.get(id)
  if (rule === undefined) return { part: 'rules', key: id, wanted: 'a rule in force', found: 'one that is off' }
  const why = whyNot(rule, event, ruleset.exactNames)
  if (why !== undefined) return of(rule.info.title, why)
  const views = viewsFor(rule, event, ruleset.exactNames)
  return (
    whyNoGroup(correlation, id, views) ??
    whyExcepted(correlation.exceptions, views, event.time) ??
    whyNoValue(correlation, ruleset, views)
  )
}

function of(title: string, why: WhyNot | undefined): WhyNot | undefined {
  return why && { ...why, part: `rule "${title}": ${why.part}` }
}

function whyNoGroup({ groupBy }: Correlation, id: string, views: Views): WhyNot | undefined {
  const paths = groupBy.map(({ path, aliases }) => aliases?.get(id) ?? path)
  const missing = paths.find((path) => firstValue(views, path) === undefined)
  return missing && { part: 'group-by', key: missing.name, wanted: 'a value', found: 'none' }
}

function whyNoValue(correlation: Correlation, { places }: Ruleset, views: Views): WhyNot | undefined {
  if (countedIn(correlation, views, places).counts) return undefined
  const field =
    correlation.valueFields.find((path) => firstValue(views, path) === undefined) ?? correlation.valueFields[0]
  if (field === undefined)
    return { part: 'condition', key: 'src_endpoint.location', wanted: 'a position', found: 'none that is known' }
  const found = firstValue(views, field)
  return found === undefined
    ? { part: 'condition', key: field.name, wanted: 'a value', found: 'none' }
    : { part: 'condition', key: field.name, wanted: 'a number that can be measured', found: `"${found}"` }
}

/**
 * The window of a correlation that fell short.
 * @param key the group's
 * @param counted how many events counted towards it within one timespan, at most
 */
export function whyNotFired(correlation: Correlation, key: string, counted: number): WhyNot {
  return { part: 'window', key, wanted: conditionText(correlation), found: `${counted} events that count` }
}

/** What a correlation asks for, in short: `event_count ≥ 10 within 5m`. */
export function conditionText({ type, bounds, valueFields, timespanMs }: Correlation): string {
  const fields = valueFields.map(({ name }) => name).join(', ')
  const of = fields === '' ? '' : ` of ${fields}`
  const comparison = bounds.length === 0 ? '' : ` ${boundsText(bounds)}`
  return `${type}${of}${comparison} within ${durationText(timespanMs)}`
}
