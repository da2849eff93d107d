import { html } from 'hono/html'
import { LEVELS } from '../../../shared/events/catalogue.ts'
import type { CanaryState } from '../../../shared/store/canary/check-canary.ts'
import type { Overview, Range } from '../../../shared/store/overview.ts'
import type { Top } from '../../../shared/store/read-tops.ts'
import { RANGE_NAMES, RANGES, type RangeName } from '../filters/ranges.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { alertItem } from './alert-item.ts'
import { chart } from './chart.ts'
import { faultNote } from './fields.ts'
import { firstEvent } from './first-event.ts'
import { compactCount, queryLink } from './format.ts'
import { layout } from './layout.ts'
import { ago, type Html, levelBadge, nothing, value } from './parts.ts'
import { tiles } from './tiles.ts'

export type OverviewRange = Range & { name: RangeName }

/** The first page: what needs attention, what is going on, what went wrong. */
export function overviewPage(
  view: View,
  range: OverviewRange,
  overview: Overview & { canary: CanaryState },
  faults: readonly FieldFault[],
): Html {
  const body = html`<div class="title-row"><h1>Overview</h1>${rangeChoice(range.name)}</div>
${faultNote(faults)}
<div data-fragment="overview">
${standstill(view, overview.canary)}
${overview.begun ? '' : firstEvent(view)}
<div class="split">
${attention(view, overview)}
${rejected(view, overview)}
</div>
${tiles(view, overview.activity)}
${overview.begun ? activity(view, range, overview) : ''}
</div>`
  return layout(view, { title: 'Overview', current: 'overview' }, body)
}

function activity(view: View, range: OverviewRange, { buckets, tops }: Overview): Html {
  return html`<section class="card" aria-labelledby="over-time"><h2 id="over-time">Events over time <small>${RANGES[range.name].label}</small></h2>${chart(view, range, buckets)}</section>
<div class="thirds">
${top(view, range, 'Top actors', 'actor', tops.actors)}
${top(view, range, 'Top actions', 'action', tops.actions)}
${top(view, range, 'Top source addresses', 'ip', tops.addresses)}
</div>`
}

/** AuditFlow has noticed that its own log stands still. */
function standstill(view: View, { missingSince, stored }: CanaryState): Html {
  if (missingSince === null) return html``
  const last = stored === null ? 'none so far' : ago(new Date(stored.sentAt).toISOString(), view)
  return html`<div class="faults" role="alert"><p><strong>The audit log does not take events.</strong> One that AuditFlow sent to itself ${ago(new Date(missingSince).toISOString(), view)} was not stored in time. The last that was: ${last}. See the log of audit-log-analysis, and whether anybody takes from its queue.</p></div>`
}

function rangeChoice(current: RangeName): Html {
  return html`<nav class="segments" aria-label="Time shown">${RANGE_NAMES.map((name) => html`<a href="${queryLink({}, { range: name })}" title="${RANGES[name].label}" ${name === current ? html`aria-current="true"` : ''}>${name}</a>`)}</nav>`
}

function attention(view: View, { attention: alerts, open }: Overview): Html {
  const levels = LEVELS.filter((level) => open[level] !== undefined).reverse()
  const counts = levels.map(
    (level) =>
      html`<a class="quiet" href="${view.root}alerts${queryLink({}, { status: 'open', level })}">${levelBadge(level)} <b>${open[level]}</b></a>`,
  )
  const more = html`<p class="more"><a href="${view.root}alerts?status=open">All open alerts</a></p>`
  return html`<section class="card attention" aria-labelledby="attention"><header class="card-head"><h2 id="attention">Needs attention</h2><p class="counts">${counts}</p></header>
${alerts.length === 0 ? nothing('No open alerts.') : html`<ul class="alerts">${alerts.map((alert) => alertItem(view, alert))}</ul>${more}`}</section>`
}

function top(view: View, range: OverviewRange, title: string, field: string, entries: readonly Top[]): Html {
  const most = Math.max(1, ...entries.map((entry) => entry.events))
  const items = entries.map(({ value: name, events, failures }) => {
    const link = `${view.root}events${queryLink({}, { [field]: name, last: range.name })}`
    return html`<li><a href="${link}">${value(name)}</a><span class="number" title="${failures} of them failures">${compactCount(events)}</span>${share(events - failures, failures, most)}</li>`
  })
  return html`<section class="card"><h2>${title}</h2>${entries.length === 0 ? nothing('None in this time.') : html`<ol class="top-list">${items}</ol>`}</section>`
}

function share(others: number, failures: number, most: number): Html {
  const percent = (count: number) => `${((count / most) * 100).toFixed(2)}%`
  return html`<svg class="share" aria-hidden="true"><rect class="fill-failure" width="${percent(failures)}" height="100%"/><rect class="fill-success" x="${percent(failures)}" width="${percent(others)}" height="100%"/></svg>`
}

function rejected(view: View, { rejected: items }: Overview): Html {
  const list = items.map(
    ({ uid, stage, origin, reason, last_at }) =>
      html`<li><a class="whole-line" href="${view.root}rejected/${encodeURIComponent(uid)}">${value(reason)}</a><span class="faint">${value(stage)} · ${value(origin)} · ${ago(last_at, view)}</span></li>`,
  )
  return html`<section class="card" aria-labelledby="refused"><h2 id="refused">Rejected and dead <small>latest</small></h2>${items.length === 0 ? nothing('Nothing was rejected.') : html`<ul class="lines">${list}</ul><p class="more"><a href="${view.root}rejected">All rejected</a></p>`}</section>`
}
