import type { Ruleset } from '../compile-ruleset.ts'
import { viewsOf } from '../judge.ts'
import { groupParts, type Views } from '../key-of.ts'
import { type FindingLabels, labelsOf } from '../labels-of.ts'
import { NORMALISED } from '../parse-source.ts'
import type { Group } from './group.ts'
import type { UidEvent } from './window-store.ts'

/** The labels of what a group finds: of its newest event that is at hand; the key is the same for all of them. */
export function groupLabels(
  ruleset: Ruleset,
  { to, counted }: Group,
  events: ReadonlyMap<string, UidEvent>,
): FindingLabels {
  let newest: { event: UidEvent['event']; via: string } | undefined
  for (const { uid, hit } of counted) {
    const event = events.get(uid)?.event
    if (event !== undefined && (newest === undefined || event.time > newest.event.time))
      newest = { event, via: hit.via }
  }
  if (newest === undefined) return {}
  const { event, via } = newest
  return labelsOf(event, groupParts(to.correlation.groupBy, viewsBy(ruleset, via, event), via) ?? [])
}

/** The event as the rule or correlation reads it that it met. */
function viewsBy(ruleset: Ruleset, via: string, event: UidEvent['event']): Views {
  const views = viewsOf(ruleset, event)
  const isNormalised =
    ruleset.rules.get(via)?.source.product === NORMALISED || ruleset.correlations.get(via)?.normalised === true
  return isNormalised ? { ...views, record: views.event } : views
}
