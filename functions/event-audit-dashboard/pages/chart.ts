import { html } from 'hono/html'
import { type EventOutcome, OUTCOMES } from '../../../shared/store/find-events.ts'
import type { Bucket, Range } from '../../../shared/store/overview.ts'
import type { View } from '../view.ts'
import { compactCount, queryLink } from './format.ts'
import { type Html, nothing } from './parts.ts'

type Column = { start: number; counts: Record<EventOutcome, number>; total: number }

const HEIGHT = 120
const STEP = 10
const GAP = 2

/** Stacked columns of events by outcome; each leads to the events it counts. */
export function chart(view: View, range: Range, buckets: readonly Bucket[]): Html {
  const columns = columnsOf(range, buckets)
  const total = columns.reduce((sum, column) => sum + column.total, 0)
  if (total === 0) return nothing('No events in this time.')
  const highest = Math.max(...columns.map((column) => column.total))
  const failures = columns.reduce((sum, column) => sum + column.counts.Failure, 0)
  return html`<figure class="chart">
<div class="plot"><span class="peak" aria-hidden="true">${compactCount(highest)}</span>
<svg viewBox="0 0 ${columns.length * STEP} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${total} events, ${failures} of them failures; at most ${highest} in one column">
${columns.map((column, index) => bar(view, range, column, index, highest))}
</svg></div>
<div class="ticks" aria-hidden="true">${ticks(range, columns).map((tick) => html`<span>${tick}</span>`)}</div>
<figcaption>${OUTCOMES.map((outcome) => html`<span class="outcome outcome-${outcome.toLowerCase()}">${outcome} <b>${compactCount(columns.reduce((sum, column) => sum + column.counts[outcome], 0))}</b></span>`)}</figcaption>
</figure>`
}

function columnsOf({ from, now, bucketSeconds }: Range, buckets: readonly Bucket[]): Column[] {
  const width = bucketSeconds * 1000
  const first = Date.parse(from)
  const count = Math.floor((Date.parse(now) - first) / width) + 1
  const columns: Column[] = Array.from({ length: count }, (_, index) => ({
    start: first + index * width,
    counts: { Success: 0, Failure: 0, Unknown: 0 },
    total: 0,
  }))
  for (const { start, outcome, events } of buckets) {
    const column = columns[Math.round((Date.parse(start) - first) / width)]
    if (column === undefined) continue
    column.counts[outcome] += events
    column.total += events
  }
  return columns
}

function bar(view: View, range: Range, column: Column, index: number, highest: number): Html {
  if (column.total === 0) return html``
  const from = new Date(column.start).toISOString()
  const to = new Date(column.start + range.bucketSeconds * 1000).toISOString()
  const counts = OUTCOMES.map((outcome) => `${outcome} ${column.counts[outcome]}`).join(', ')
  return html`<a href="${view.root}events${queryLink({}, { from, to })}" tabindex="-1"><title>${from.slice(0, 16).replace('T', ' ')} UTC: ${counts}</title><rect class="reach" x="${index * STEP}" y="0" width="${STEP}" height="${HEIGHT}"/>${stack(column, index, highest)}</a>`
}

/** Failures lie at the bottom, where small numbers can be compared. */
function stack(column: Column, index: number, highest: number): Html[] {
  let top = HEIGHT
  return (['Failure', 'Success', 'Unknown'] as const).map((outcome) => {
    const height = (column.counts[outcome] / highest) * HEIGHT
    top -= height
    if (height === 0) return html``
    return html`<rect class="fill-${outcome.toLowerCase()}" x="${index * STEP + GAP / 2}" y="${top.toFixed(2)}" width="${STEP - GAP}" height="${height.toFixed(2)}"/>`
  })
}

function ticks({ bucketSeconds }: Range, columns: readonly Column[]): string[] {
  const [date, clock] = bucketSeconds >= 3_600 ? [5, 10] : [11, 16]
  return [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const column = columns[Math.min(columns.length - 1, Math.floor(part * (columns.length - 1)))]
    return part === 1 ? 'now' : new Date(column?.start ?? 0).toISOString().slice(date, clock)
  })
}
