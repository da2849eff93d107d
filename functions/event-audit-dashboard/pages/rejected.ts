import { html } from 'hono/html'
import type { Page } from '../../../shared/store/cursor.ts'
import { MOST_REPLAYS } from '../../../shared/store/replay/dead-filter.ts'
import type { DeadSummary } from '../../../shared/store/replay/find-dead.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { faultNote, formButtons, type Option, selectField, textField } from './fields.ts'
import { layout } from './layout.ts'
import { ago, type Html, nothing, pager, value } from './parts.ts'

const FIELDS = ['stage', 'reason', 'source', 'type', 'since', 'until']
const REPLAYED: Option[] = [
  ['no', 'not sent again'],
  ['yes', 'sent again'],
]

/** What could not be processed, and beside it what could not be delivered. */
export function rejectedPage(
  view: View,
  { rows, next }: Page<DeadSummary>,
  notices: Page<DeadSummary>,
  faults: readonly FieldFault[],
): Html {
  const form = { view, faults }
  const table = html`<div class="card flush"><table class="table rejected"><thead><tr><th>Last seen</th><th>Reason</th><th>Refused by</th><th>Came by</th><th>Times</th><th>Sent again</th></tr></thead><tbody>${rows.map((row) => line(view, row))}</tbody></table></div>${pager(view, next)}`
  const body = html`<div class="title-row"><h1>Rejected</h1></div>
<p class="faint">What could not be processed, kept with its reason until it is mended and sent again.</p>
<form class="filters card" aria-label="Filter rejected events">
${textField(form, 'reason', 'Reason', 'part of it')}
${textField(form, 'stage', 'Refused by', 'audit-log-analysis')}
${textField(form, 'source', 'Came by', '/sources/github')}
${selectField(form, 'replayed', 'Sent again', 'any', REPLAYED)}
${formButtons()}
</form>
${faultNote(faults)}
<div data-fragment="rejected">${rows.length > 0 ? html`${replayAll(view)}${table}` : faults.length > 0 ? '' : nothing('Nothing was rejected.')}</div>
${notices.rows.length > 0 ? undelivered(view, notices) : ''}`
  return layout(view, { title: 'Rejected', current: 'rejected' }, body)
}

function line(view: View, { id, stage, origin, reason, times, last_at, replays, replayed_at }: DeadSummary): Html {
  return html`<tr>
<td class="when" data-label="Last seen">${ago(last_at, view)}</td>
<td class="what" data-label="Reason"><a href="${view.root}rejected/${encodeURIComponent(id)}">${value(reason)}</a></td>
<td data-label="Refused by">${value(stage)}</td>
<td data-label="Came by">${value(origin)}</td>
<td data-label="Times">${times}</td>
<td data-label="Sent again">${sentAgain(view, replays, replayed_at)}${replayed_at === null ? replayButton(view, 'event', id) : ''}</td>
</tr>`
}

function sentAgain(view: View, replays: number, at: string | null): Html {
  if (replays === 0) return html``
  return html`<span class="faint">${replays}×${at === null ? ', refused again' : html`, ${ago(at, view)}`}</span> `
}

/** Sends one as it is. */
export function replayButton(view: View, kind: 'event' | 'notice', id: string, label = 'Replay', force = html``): Html {
  return html`<form method="post" action="${view.root}dead/${kind}/${encodeURIComponent(id)}/replay">${force}<button class="button">${label}</button></form>`
}

/** What a form needs beside, to send what was sent too often, or has not come back. */
export function forced({ replays, replayed_at }: { replays: number; replayed_at: string | null }): Html | undefined {
  const isNeeded = replayed_at !== null || replays >= MOST_REPLAYS
  return isNeeded ? html`<input type="hidden" name="force" value="yes">` : undefined
}

/** Sends all that the filter of the page matches, on whatever page of the list they are. */
function replayAll(view: View): Html {
  if (view.query['replayed'] === 'yes') return html``
  const given = FIELDS.filter((field) => (view.query[field] ?? '').trim() !== '')
  const fields = given.map((field) => html`<input type="hidden" name="${field}" value="${view.query[field] ?? ''}">`)
  const label = given.length === 0 ? 'Replay all rejected events' : 'Replay all that match'
  return html`<form class="actions" method="post" action="${view.root}replays"><input type="hidden" name="kind" value="event">${fields}<button class="button">${label}</button></form>`
}

function undelivered(view: View, { rows }: Page<DeadSummary>): Html {
  const lines = rows.map(
    ({ id, channel, reason, times, last_at, replays }) => html`<tr>
<td class="when" data-label="Since">${ago(last_at, view)}</td>
<td class="what" data-label="Reason"><a href="${view.root}dead/notice/${encodeURIComponent(id)}">${value(reason)}</a></td>
<td data-label="Channel">${value(channel)}</td>
<td data-label="Attempts">${times}</td>
<td data-label="Sent again">${sentAgain(view, replays, null)}${replayButton(view, 'notice', id)}</td>
</tr>`,
  )
  return html`<section aria-labelledby="undelivered"><h2 id="undelivered">Notices that could not be delivered</h2>
<div class="card flush"><table class="table undelivered"><thead><tr><th>Since</th><th>Reason</th><th>Channel</th><th>Attempts</th><th>Sent again</th></tr></thead><tbody>${lines}</tbody></table></div></section>`
}
