import { html } from 'hono/html'
import type { AlertSummary } from '../../../shared/store/alerts/find-alerts.ts'
import type { View } from '../view.ts'
import { compactCount } from './format.ts'
import { ago, type Html, levelBadge, statusBadge, value } from './parts.ts'

/** An alert in a list: what, about whom, how often, since when. */
export function alertItem(view: View, alert: AlertSummary): Html {
  const { id, level, rule_title, key, status, assignee, event_count, opened_at, last_event_at } = alert
  return html`<li class="alert edge-${level}">
<div class="alert-line">${levelBadge(level)}<a class="alert-title" href="${view.root}alerts/${encodeURIComponent(id)}">${value(rule_title)}</a>${status === 'open' ? '' : statusBadge(status)}</div>
<div class="alert-facts"><span class="mono">${value(key === '*' ? 'all events' : key)}</span><span>${compactCount(event_count)} ${event_count === 1 ? 'event' : 'events'}</span><span>opened ${ago(opened_at, view)}</span><span>last event ${ago(last_event_at, view)}</span>${assignee === null ? '' : html`<span class="owner">${value(assignee)}</span>`}</div>
</li>`
}
