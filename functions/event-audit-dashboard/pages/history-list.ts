import { html } from 'hono/html'
import type { HistoryEntry } from '../../../shared/notify/alert-life.ts'
import type { AlertDetail, AlertStep } from '../../../shared/store/alerts/read-alert.ts'
import type { View } from '../view.ts'
import { visible, visibleBlock } from './format.ts'
import { exactly, type Html, nothing } from './parts.ts'

const WORDS: Record<HistoryEntry['what'], string> = {
  opened: 'Opened',
  reopened: 'Re-opened',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  false_positive: 'Called a false positive',
  assigned: 'Assigned to',
  unassigned: 'Taken from',
  commented: 'Comment',
  suppressed: 'Suppressed',
}

/** Every step of an alert, with who and when, the newest first. */
export function historyList(view: View, { history }: AlertDetail): Html {
  const body =
    history.length === 0
      ? nothing('Nothing is known of its past.')
      : html`<ol class="lines">${history.toReversed().map((step) => item(view, step))}</ol>`
  return html`<section class="card" aria-labelledby="history"><h2 id="history">History</h2>${body}</section>`
}

function item(view: View, { at, who, what, detail }: AlertStep): Html {
  const isPerson = what === 'assigned' || what === 'unassigned'
  const whom = isPerson && detail !== null ? html` <bdi>${visible(detail)}</bdi>` : ''
  const said = !isPerson && detail !== null ? html`<p class="said"><bdi>${visibleBlock(detail)}</bdi></p>` : ''
  return html`<li><b>${WORDS[what]}</b>${whom} by <bdi>${visible(who)}</bdi> <span class="faint">${exactly(at, view)}</span>${said}</li>`
}
