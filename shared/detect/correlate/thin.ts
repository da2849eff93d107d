import { type Counted, type Group, groupsOf } from './group.ts'

/**
 * Leaves out what an absence of one rule does not need of many hits that come together: those that are followed by others of them,
 * where these follow all that they would follow. The judgements stay the same; a source that reports often costs two hits a
 * commit instead of one an event.
 */
export function thin(hits: readonly Counted[]): Counted[] {
  const isHeartbeat = ({ hit: { to } }: Counted) =>
    to.correlation.type === 'absence' && to.correlation.rules.length === 1
  const heartbeats = hits.filter(isHeartbeat)
  if (heartbeats.length < 3) return [...hits]
  return [...hits.filter((one) => !isHeartbeat(one)), ...groupsOf(heartbeats).flatMap(needed)]
}

/** The first, the last, and of those between as few as lie no further apart than the timespan. */
function needed({ to, counted }: Group): Counted[] {
  const sorted = [...counted].sort((a, b) => a.timeMs - b.timeMs || (a.uid < b.uid ? -1 : 1))
  const kept: Counted[] = []
  for (const [index, one] of sorted.entries()) {
    const before = kept.at(-1)
    const next = sorted[index + 1]
    const isSpanned =
      before !== undefined && next !== undefined && next.timeMs - before.timeMs <= to.correlation.timespanMs
    if (!isSpanned) kept.push(one)
  }
  return kept
}
