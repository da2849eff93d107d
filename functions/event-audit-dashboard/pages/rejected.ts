import { html } from 'hono/html'
import type { Page } from '../../../shared/store/cursor.ts'
import type { RejectedDetail, RejectedSummary } from '../../../shared/store/find-rejected.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { faultNote } from './fields.ts'
import { visible } from './format.ts'
import { layout } from './layout.ts'
import { ago, block, exactly, facts, full, type Html, nothing, pager, value } from './parts.ts'

export function rejectedPage(view: View, { rows, next }: Page<RejectedSummary>, faults: readonly FieldFault[]): Html {
  const table = html`<div class="card flush"><table class="table rejected"><thead><tr><th>Last seen</th><th>Reason</th><th>Refused by</th><th>Came by</th><th>Times</th></tr></thead><tbody>${rows.map((row) => line(view, row))}</tbody></table></div>${pager(view, next)}`
  const body = html`<div class="title-row"><h1>Rejected</h1></div>
<p class="faint">What could not be processed, kept with its reason until it is mended and replayed.</p>
${faultNote(faults)}
<div data-fragment="rejected">${rows.length > 0 ? table : faults.length > 0 ? '' : nothing('Nothing was rejected.')}</div>`
  return layout(view, { title: 'Rejected', current: 'rejected' }, body)
}

function line(view: View, { uid, stage, origin, reason, times, last_at }: RejectedSummary): Html {
  return html`<tr>
<td class="when" data-label="Last seen">${ago(last_at, view)}</td>
<td class="what" data-label="Reason"><a href="${view.root}rejected/${encodeURIComponent(uid)}">${value(reason)}</a></td>
<td data-label="Refused by">${value(stage)}</td>
<td data-label="Came by">${value(origin)}</td>
<td data-label="Times">${times}</td>
</tr>`
}

/** One refused thing: the reason, where, and the payload as it came. */
export function rejectionPage(view: View, item: RejectedDetail): Html {
  const body = html`<p class="crumbs"><a href="${view.root}rejected">Rejected</a></p>
<article class="card"><p class="badges"><span class="tag">${visible(item.stage)}</span></p><h1 class="whole">${visible(item.reason)}</h1>
${facts([
  ['Last seen', exactly(item.last_at, view)],
  ['First seen', exactly(item.first_at, view)],
  ['Times', html`${item.times}`],
  ['Came by', full(item.origin)],
  ['Event type', value(item.event_type)],
  ['Identity', full(item.uid)],
])}</article>
<section class="card"><h2>Payload</h2>${block(item.payload)}</section>`
  return layout(view, { title: 'Rejected event', current: 'rejected' }, body)
}
