import { html } from 'hono/html'
import { durationText } from '../../../shared/detect/duration.ts'
import type { AlertDetail, Delivery } from '../../../shared/store/alerts/read-alert.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { changeForms } from './change-forms.ts'
import { eventTable } from './event-table.ts'
import { visible } from './format.ts'
import { historyList } from './history-list.ts'
import { layout } from './layout.ts'
import { ago, exactly, facts, full, type Html, levelBadge, nothing, statusBadge, value } from './parts.ts'

/**
 * One alert: what it says, what became of it, why it fired, what caused it, who was told.
 * @param faults of a change that was asked for and not made
 */
export function alertPage(view: View, alert: AlertDetail, faults: readonly FieldFault[] = []): Html {
  const body = html`<p class="crumbs"><a href="${view.root}alerts">Alerts</a></p>
<div data-fragment="alert">
<article class="card edge-${alert.level}">
<header class="alert-head"><div><p class="badges">${levelBadge(alert.level)} ${statusBadge(alert.status)}</p><h1>${visible(alert.rule_title)}</h1></div></header>
<p class="lead">${visible(alert.summary)}</p>
${facts(factsOf(view, alert))}
</article>
<div class="halves">
${changeForms(view, alert, faults)}
${historyList(view, alert)}
</div>
<div class="halves">
<section class="card"><h2>Why it fired</h2>${why(alert)}</section>
<section class="card"><h2>Notifications</h2>${deliveries(view, alert.deliveries)}</section>
</div>
<section class="card" aria-labelledby="caused"><h2 id="caused">Events that caused it <small>${shown(alert)}</small></h2>${eventTable(view, alert.events, 'timeline')}</section>
</div>`
  return layout(view, { title: visible(alert.rule_title), current: 'alerts' }, body)
}

function factsOf(view: View, alert: AlertDetail): [string, Html][] {
  const known: [string, Html][] = [
    ['About', full(alert.key === '*' ? 'all events' : alert.key)],
    ['Events', html`${alert.event_count}`],
    ['First event', exactly(alert.first_event_at, view)],
    ['Last event', exactly(alert.last_event_at, view)],
    ['Opened', exactly(alert.opened_at, view)],
  ]
  if (alert.episode > 1) known.push(['Fires', html`for the ${alert.episode}. time`])
  known.push(['Assigned to', value(alert.assignee)])
  if (alert.acknowledged_at !== null) known.push(['Acknowledged', exactly(alert.acknowledged_at, view)])
  if (alert.resolved_at !== null) known.push(['Resolved', exactly(alert.resolved_at, view)])
  if (alert.reason !== null) known.push(['Reason', full(alert.reason)])
  if (alert.resolve_at !== null) known.push(['Resolved by itself', ago(alert.resolve_at, view)])
  if (alert.window_ms !== null) known.push(['Window', html`${durationText(alert.window_ms)}`])
  known.push(['Rule', full(alert.rule_id)])
  if (alert.rule_version !== null) known.push(['Version', full(alert.rule_version)])
  if (alert.tags.length > 0)
    known.push(['Tags', html`${alert.tags.map((tag) => html`<span class="tag">${visible(tag)}</span> `)}`])
  return known
}

function why({ why: reasons }: AlertDetail): Html {
  if (reasons.length === 0) return nothing('The rule names no single field.')
  const rows = reasons.map(
    ({ selection, field, value: found }) =>
      html`<tr><td data-label="Selection"><code>${visible(selection)}</code></td><td data-label="Field"><code>${visible(field)}</code></td><td data-label="Value">${full(found)}</td></tr>`,
  )
  return html`<table class="table why"><thead><tr><th>Selection</th><th>Field</th><th>Value</th></tr></thead><tbody>${rows}</tbody></table>`
}

function deliveries(view: View, sent: readonly Delivery[]): Html {
  if (sent.length === 0) return nothing('Nobody was told.')
  const items = sent.map((delivery) => {
    const { channel, kind, status, attempts, last_error, sent_at, next_try_at } = delivery
    const when = sent_at ?? next_try_at
    return html`<li><b>${value(channel)}</b> ${kind} <span class="tag delivery-${status}">${status}</span> <span class="faint">${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${when === null ? '' : html` · ${status === 'pending' ? 'next' : ''} ${ago(when, view)}`}</span>${last_error === null ? '' : html`<p class="whole faint">${visible(last_error)}</p>`}</li>`
  })
  return html`<ul class="lines">${items}</ul>`
}

function shown({ events, event_count }: AlertDetail): string {
  return events.length < event_count ? `the last ${events.length} of ${event_count}` : `${events.length}, oldest first`
}
