import { html } from 'hono/html'
import type { DeadNotice } from '../../../shared/store/replay/read-dead.ts'
import type { View } from '../view.ts'
import { visible } from './format.ts'
import { layout } from './layout.ts'
import { ago, exactly, facts, full, type Html, json, value } from './parts.ts'
import { forced, replayButton } from './rejected.ts'
import { replaysOf } from './rejection.ts'

/** One notice: what it says, to whom, and how often that was tried. */
export function deadNoticePage(view: View, item: DeadNotice): Html {
  const { id, alerts } = item
  const force = forced({ replays: item.replays, replayed_at: null })
  const button = item.status === 'failed' ? replayButton(view, 'notice', id, force && 'Replay once more', force) : ''
  const body = html`<p class="crumbs"><a href="${view.root}rejected">Rejected</a></p>
<article class="card"><header class="alert-head"><div><p class="badges"><span class="tag">${visible(item.status)}</span></p><h1 class="whole">${visible(item.reason === '' ? item.channel : item.reason)}</h1></div><div class="actions">${button}</div></header>
${facts([
  ['Channel', full(item.channel)],
  ['Kind', value(item.type)],
  ['Since', exactly(item.first_at, view)],
  ['Attempts', html`${item.times}`],
  ['Identity', full(id)],
  ['Replays', html`${item.replays}`],
])}</article>
${replaysOf(view, item.replayed_with)}
<section class="card"><h2>Alerts</h2><ul class="lines">${alerts.map((alert) => html`<li><a href="${view.root}alerts/${encodeURIComponent(alert)}">${visible(alert)}</a></li>`)}</ul></section>
<section class="card"><h2>Attempts</h2><ul class="lines">${item.attempts.map(({ at, status, detail }) => html`<li>${ago(at, view)} <span class="tag">${visible(status)}</span> ${value(detail)}</li>`)}</ul></section>
<section class="card"><h2>What it says</h2>${json(item.notice)}</section>`
  return layout(view, { title: 'Notice', current: 'rejected' }, body)
}
