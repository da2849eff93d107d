import type { Ruleset } from '../compile-ruleset.ts'
import { hitOf, viewsOf } from '../judge.ts'
import type { Counted, Fired } from './group.ts'
import type { Firing } from './kind.ts'
import type { Linked } from './linked.ts'
import type { UidEvent } from './window-store.ts'

/** The hits that firings make in the correlations built upon theirs, as far as the events are at hand. */
export function rise(ruleset: Ruleset, fired: readonly Fired[], events: ReadonlyMap<string, UidEvent>): Counted[] {
  return fired.flatMap(({ group, firings }) =>
    firings.flatMap((firing) => {
      const event = events.get(firing.at.uid)
      return event === undefined ? [] : hitsAbove(ruleset, group.to, firing, event)
    }),
  )
}

function hitsAbove(ruleset: Ruleset, from: Linked, { measured }: Firing, { uid, event }: UidEvent): Counted[] {
  if (from.feeds.length === 0) return []
  const views = viewsOf(ruleset, event)
  const read = from.normalised ? { ...views, record: views.event } : views
  const { id, title } = from.correlation
  return from.feeds.flatMap((feed) => {
    const hit = hitOf(feed, id, read, event.time, ruleset.places)
    const because = [{ selection: 'correlation', field: title, value: measured }]
    return hit === undefined ? [] : [{ uid, timeMs: event.time, hit: { ...hit, because } }]
  })
}
