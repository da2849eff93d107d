import { html } from 'hono/html'
import { matcherText } from '../../../shared/notify/routing/matchers-text.ts'
import type { Page } from '../../../shared/store/cursor.ts'
import type { SilencePreview } from '../../../shared/store/silences/preview-silence.ts'
import { SILENCE_STATES, type SilenceRow } from '../../../shared/store/silences/silence-row.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { textField } from './fields.ts'
import { queryLink, visible } from './format.ts'
import { layout } from './layout.ts'
import { ago, type Html, levelBadge, nothing, pager, statusBadge, value } from './parts.ts'

/** What the form is answered with, beside the list. */
export type Tried = {
  faults: readonly FieldFault[]
  preview?: SilencePreview
  /** Why it needs to be confirmed. */
  unconfirmed?: string
}

/** The list of silences and a form for another, whose fields are in the view's query. */
export function silencesPage(view: View, { rows, next }: Page<SilenceRow>, tried: Tried): Html {
  const table = html`<div class="card flush"><table class="table silences"><thead><tr><th>State</th><th>Mutes</th><th>From</th><th>Until</th><th>By</th><th>Why</th><th></th></tr></thead><tbody>${rows.map((row) => line(view, row))}</tbody></table></div>${pager(view, next)}`
  const body = html`<p class="crumbs"><a href="${view.root}alerts">Alerts</a></p>
<div class="title-row"><h1>Silences</h1>${states(view)}</div>
<p class="faint">Alerts that match are not told while a silence lasts. They stay in the list of alerts.</p>
${rows.length > 0 ? table : nothing('There is no such silence.')}
${form(view, tried)}`
  return layout(view, { title: 'Silences', current: 'alerts' }, body)
}

function states({ query }: View): Html {
  const links = [undefined, ...SILENCE_STATES].map((state) => {
    const isCurrent = (query['state'] || undefined) === state
    return html`<a href="${queryLink({}, { state })}" ${isCurrent ? html`aria-current="true"` : ''}>${state ?? 'all'}</a>`
  })
  return html`<nav class="segments" aria-label="State">${links}</nav>`
}

function line(view: View, row: SilenceRow): Html {
  const { id, state, matchers, starts_at, ends_at, author, comment, ended_by } = row
  const mutes = matchers.length === 0 ? 'everything' : matchers.map(matcherText).join(', ')
  const button = html`<form method="post" action="${view.root}silences/${encodeURIComponent(id)}/end"><button class="button">End</button></form>`
  return html`<tr>
<td data-label="State">${statusBadge(state)}</td>
<td class="what" data-label="Mutes"><code class="whole">${visible(mutes)}</code></td>
<td data-label="From">${ago(starts_at, view)}</td>
<td data-label="Until">${ago(ends_at, view)}${ended_by === null ? '' : html` <span class="faint">ended by ${value(ended_by)}</span>`}</td>
<td data-label="By">${value(author)}</td>
<td data-label="Why"><span class="whole">${visible(comment)}</span></td>
<td>${state === 'expired' ? '' : button}</td>
</tr>`
}

function form(view: View, { faults, preview, unconfirmed }: Tried): Html {
  const fields = { view, faults: faults.map(({ field, ...fault }) => ({ ...fault, field: field.replace(/\[.*/, '') })) }
  const confirm = html`<label><input type="checkbox" name="confirm" value="yes"> Yes, mute all that</label>`
  return html`<section class="card" aria-labelledby="new"><h2 id="new">New silence</h2>
${faults.length === 0 ? '' : html`<div id="faults" class="faults" role="alert"><p><strong>It was not saved.</strong></p><ul>${faults.map(({ field, message }) => html`<li><code>${field}</code> ${visible(message)}.</li>`)}</ul></div>`}
${unconfirmed === undefined ? '' : html`<div class="faults" role="alert"><p><strong>It needs to be confirmed:</strong> ${unconfirmed}.</p></div>`}
${preview === undefined ? '' : previewed(view, preview)}
<form method="post" action="${view.root}silences" class="silence">
${textField(fields, 'matchers', 'Matchers', 'level="low", actor.user.name=~"svc-.*"')}
${textField(fields, 'startsAt', 'Start (now, if empty)', '2026-12-24T18:00Z')}
${textField(fields, 'endsAt', 'End', '2026-12-27T06:00Z')}
${textField(fields, 'duration', 'or how long', '2h')}
${textField(fields, 'createdBy', 'Your name')}
${textField(fields, 'comment', 'Why')}
${unconfirmed === undefined ? '' : confirm}
<div class="form-buttons"><button class="button" formmethod="get" name="preview" value="yes">Preview</button><button class="button primary">Silence</button></div>
</form></section>`
}

function previewed(view: View, { count, more, rules }: SilencePreview): Html {
  const items = rules.map(({ title, level, count: ofRule, alerts }) => {
    const shown = alerts.map(({ id, key }) => html`<li><a href="${view.root}alerts/${id}">${value(key)}</a></li>`)
    const others = ofRule - alerts.length
    return html`<li><p>${levelBadge(level)} <b>${value(title)}</b> ${ofRule}</p><ul>${shown}</ul>${others > 0 ? html`<p class="faint">and ${others} more</p>` : ''}</li>`
  })
  const what = count === 1 && !more ? '1 alert that is unresolved now' : `${count} alerts that are unresolved now`
  return html`<div class="preview"><p>It would mute ${more ? 'at least ' : ''}${what}.${more ? ' Only some of all were looked at.' : ''}</p><ul class="lines">${items}</ul></div>`
}
