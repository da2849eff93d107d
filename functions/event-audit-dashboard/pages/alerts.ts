import { html } from 'hono/html'
import { LEVELS } from '../../../shared/events/catalogue.ts'
import { ALERT_STATUSES } from '../../../shared/notify/alert-life.ts'
import type { AlertSummary } from '../../../shared/store/alerts/find-alerts.ts'
import type { Page } from '../../../shared/store/cursor.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { alertItem } from './alert-item.ts'
import { faultNote, formButtons, type Option, selectField, textField } from './fields.ts'
import { layout } from './layout.ts'
import { type Html, nothing, pager } from './parts.ts'

const STATUSES = ALERT_STATUSES.map((status): Option => [status, status.replace('_', ' ')])
const BY_LEVEL = [...LEVELS].reverse().map((level): Option => [level, level])

export function alertsPage(view: View, { rows, next }: Page<AlertSummary>, faults: readonly FieldFault[]): Html {
  const form = { view, faults }
  const list = html`<ul class="alerts card">${rows.map((alert) => alertItem(view, alert))}</ul>${pager(view, next)}`
  const body = html`<div class="title-row"><h1>Alerts</h1><a class="button" href="${view.root}silences">Silences</a></div>
<form class="filters card" aria-label="Filter alerts">
${selectField(form, 'status', 'Status', 'any', STATUSES)}
${selectField(form, 'level', 'Level', 'any', BY_LEVEL)}
${textField(form, 'q', 'Rule or key', 'words of a title, id or key')}
${textField(form, 'assignee', 'Assigned to')}
${textField(form, 'rule', 'Rule', 'its id')}
${textField(form, 'label', 'Label', 'tenant=acme')}
${formButtons()}
</form>
${faultNote(faults)}
<div data-fragment="alerts">${rows.length > 0 ? list : faults.length > 0 ? '' : nothing('No alert matches.')}</div>`
  return layout(view, { title: 'Alerts', current: 'alerts' }, body)
}
