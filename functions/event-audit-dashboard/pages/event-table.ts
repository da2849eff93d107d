import { html } from 'hono/html'
import type { EventSummary } from '../../../shared/store/find-events.ts'
import type { View } from '../view.ts'
import { absoluteTime } from './format.ts'
import { ago, filterLink, type Html, nothing, outcomeMark, severityMark, value } from './parts.ts'

/** Events as a table, as cards where it is narrow. A timeline shows exact times. */
export function eventTable(view: View, events: readonly EventSummary[], kind: 'list' | 'timeline'): Html {
  if (events.length === 0) return nothing('No event matches.')
  return html`<table class="table events ${kind}"><thead><tr><th>Time</th><th>Action</th><th>Actor</th><th>Outcome</th><th>Source address</th><th>Product</th><th>Severity</th></tr></thead>
<tbody>${events.map((event) => row(view, event, kind))}</tbody></table>`
}

function row(view: View, event: EventSummary, kind: 'list' | 'timeline'): Html {
  const { uid, time, actor, src_ip, action, outcome, product, service, severity } = event
  const when = kind === 'list' ? ago(time, view) : html`<time datetime="${time}">${absoluteTime(time)}</time>`
  return html`<tr>
<td class="when" data-label="Time">${when}</td>
<td class="what" data-label="Action"><a href="${view.root}events/${encodeURIComponent(uid)}">${value(action)}</a></td>
<td class="actor" data-label="Actor">${filterLink(view, 'actor', actor)}</td>
<td data-label="Outcome">${outcomeMark(outcome)}</td>
<td class="mono" data-label="Source address">${filterLink(view, 'ip', src_ip)}</td>
<td data-label="Product">${value(service === null ? product : `${product} / ${service}`)}</td>
<td data-label="Severity">${severityMark(severity)}</td>
</tr>`
}
