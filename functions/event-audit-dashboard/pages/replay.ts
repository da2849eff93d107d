import { html } from 'hono/html'
import type { ReplayProgress } from '../../../shared/store/replay/replay-progress.ts'
import type { View } from '../view.ts'
import { visible } from './format.ts'
import { layout } from './layout.ts'
import { exactly, facts, type Html, json } from './parts.ts'

/** How far a replay is. */
export function replayPage(view: View, replay: ReplayProgress): Html {
  const { id, total, taken, waiting, under_way, arrived, refused, finished_at } = replay
  const goOn =
    finished_at === null
      ? html`<form method="post" action="${encodeURIComponent(id)}"><button class="button">Go on</button></form>`
      : ''
  const body = html`<p class="crumbs"><a href="${view.root}rejected">Rejected</a></p>
<div data-fragment="replay"><article class="card"><header class="alert-head"><div><h1>Replay</h1></div><div class="actions">${goOn}</div></header>
${facts([
  ['Begun', exactly(replay.created_at, view)],
  ['By', html`${visible(replay.created_by)}`],
  ['To send', html`${total}`],
  ['Taken in hand', html`${taken}`],
  ['Wait to be published', html`${waiting}`],
  ['Under way', html`${under_way}`],
  ['Arrived', html`${arrived}`],
  ['Refused again', html`${refused}`],
  ['All taken in hand', exactly(finished_at, view)],
])}</article></div>
<section class="card"><h2>What was asked for</h2>${json(replay.filter)}</section>`
  return layout(view, { title: 'Replay', current: 'rejected' }, body)
}
