import { html } from 'hono/html'
import type { DeadEvent, ReplayOf } from '../../../shared/store/replay/read-dead.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { visible } from './format.ts'
import { layout } from './layout.ts'
import { ago, block, exactly, facts, full, type Html, value } from './parts.ts'
import { forced, replayButton } from './rejected.ts'

/** What is longer is mended by the API or the command line. */
const MAX_MENDED = 200_000

/** A payload that was to be read in place of what came, and what is wrong with it. */
export type Tried = { payload: string; faults: readonly FieldFault[] }

/** One refused thing: the reason, where, the payload as it came, and how it is sent again. */
export function rejectionPage(view: View, item: DeadEvent, tried?: Tried): Html {
  const { id, payload, original } = item
  const mended = tried ?? { payload, faults: [] }
  const force = forced(item)
  const body = html`<p class="crumbs"><a href="${view.root}rejected">Rejected</a></p>
<article class="card"><header class="alert-head"><div><p class="badges"><span class="tag">${visible(item.stage)}</span></p><h1 class="whole">${visible(item.reason)}</h1></div><div class="actions">${replayButton(view, 'event', id, force ? 'Replay once more' : 'Replay as it is', force)}</div></header>
${facts(factsOf(view, item))}</article>
${replaysOf(view, item.replayed_with)}
<section class="card"><h2>Payload</h2>${block(payload)}</section>
${original === null ? '' : html`<section class="card"><h2>As it first came</h2>${block(original)}</section>`}
${mended.payload.length > MAX_MENDED ? '' : mend(view, id, mended, force)}`
  return layout(view, { title: 'Rejected event', current: 'rejected' }, body)
}

function factsOf(view: View, item: DeadEvent): [string, Html][] {
  return [
    ['Last seen', exactly(item.last_at, view)],
    ['First seen', exactly(item.first_at, view)],
    ['Times', html`${item.times}`],
    ['Came by', full(item.origin)],
    ['Event type', value(item.type)],
    ['Event id', value(item.event_id)],
    ['Identity', full(item.id)],
    ['Replays', html`${item.replays}`],
    ['Last replay', exactly(item.replayed_at ?? item.replayed_with[0]?.at ?? null, view)],
  ]
}

/** When it was sent again, by whom. */
export function replaysOf(view: View, replays: readonly ReplayOf[]): Html {
  if (replays.length === 0) return html``
  const lines = replays.map(
    ({ replay, by, at, refused }) =>
      html`<li><a href="${view.root}replays/${encodeURIComponent(replay)}">${ago(at, view)}</a> <span class="faint">by ${visible(by)}${refused ? ', refused at once' : ''}</span></li>`,
  )
  return html`<section class="card"><h2>Sent again</h2><ul class="lines">${lines}</ul></section>`
}

function mend(view: View, id: string, { payload, faults }: Tried, force: Html | undefined): Html {
  const told = faults.map(({ field, message }) => html`<li><code>${field}</code> ${visible(message)}.</li>`)
  const note = html`<div id="faults" class="faults" role="alert"><p><strong>It was not sent.</strong></p><ul>${told}</ul></div>`
  return html`<section class="card"><h2>Mend it</h2>${told.length === 0 ? '' : note}<form method="post" action="${view.root}dead/event/${encodeURIComponent(id)}/replay">${force ?? ''}
<textarea class="mend" name="payload" rows="12" spellcheck="false" autocomplete="off" aria-label="Mended payload">
${payload}</textarea>
<div class="form-buttons"><button class="button primary">Replay mended</button></div></form></section>`
}
