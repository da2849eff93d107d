import { html } from 'hono/html'
import type { Page } from '../../../shared/store/cursor.ts'
import { type EventSummary, OUTCOMES } from '../../../shared/store/find-events.ts'
import { RANGE_NAMES, RANGES } from '../filters/ranges.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { eventTable } from './event-table.ts'
import { faultNote, formButtons, type Option, selectField, textField } from './fields.ts'
import { SEVERITIES } from './format.ts'
import { layout } from './layout.ts'
import { type Html, pager } from './parts.ts'

const LASTS = RANGE_NAMES.map((name): Option => [name, RANGES[name].label])
const BY_OUTCOME = OUTCOMES.map((outcome): Option => [outcome, outcome])
const BY_SEVERITY = SEVERITIES.slice(1).map((name, index): Option => [String(index + 1), `${name} or more`])
const RARE = ['from', 'to', 'product', 'severity'] as const

export function eventsPage(view: View, { rows, next }: Page<EventSummary>, faults: readonly FieldFault[]): Html {
  const found = html`<div class="card flush">${eventTable(view, rows, 'list')}</div>${pager(view, next)}`
  const body = html`<div class="title-row"><h1>Events</h1></div>
${filters(view, faults)}
${faultNote(faults)}
<div data-fragment="events">${faults.length > 0 ? '' : found}</div>`
  return layout(view, { title: 'Events', current: 'events' }, body)
}

function filters(view: View, faults: readonly FieldFault[]): Html {
  const form = { view, faults }
  const rareInUse = RARE.some((name) => view.query[name])
  return html`<form class="filters card" aria-label="Filter events">
${textField(form, 'q', 'Words', 'login "new york" -success')}
${selectField(form, 'last', 'Time', 'any time', LASTS)}
${textField(form, 'actor', 'Actor', 'alice')}
${textField(form, 'action', 'Action', 'user.login')}
${selectField(form, 'outcome', 'Outcome', 'any', BY_OUTCOME)}
${textField(form, 'ip', 'Source address', '10.0.0.0/8')}
<details class="rare" id="more-filters" ${rareInUse ? html`open` : ''}><summary>More filters</summary><div class="rare-fields">
${textField(form, 'from', 'From (UTC)', '2026-11-25 07:00')}
${textField(form, 'to', 'Before (UTC)', '2026-11-26')}
${textField(form, 'product', 'Product', 'aws')}
${selectField(form, 'severity', 'Severity', 'any', BY_SEVERITY)}
</div></details>
${formButtons()}
</form>`
}
