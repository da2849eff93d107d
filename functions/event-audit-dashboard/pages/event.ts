import { html } from 'hono/html'
import type { EventDetail } from '../../../shared/store/read-event.ts'
import type { View } from '../view.ts'
import { visible } from './format.ts'
import { layout } from './layout.ts'
import {
  block,
  exactly,
  facts,
  filterLink,
  full,
  type Html,
  json,
  levelBadge,
  nothing,
  outcomeMark,
  severityMark,
  statusBadge,
  value,
} from './parts.ts'

/** One event: what we made of it beside what was received, and the alerts it belongs to. */
export function eventPage(view: View, event: EventDetail): Html {
  const body = html`<p class="crumbs"><a href="${view.root}events">Events</a></p>
<article class="card"><p class="badges">${outcomeMark(event.outcome)} ${severityMark(event.severity)}</p><h1 class="whole">${visible(event.action)}</h1>
${facts(factsOf(view, event))}</article>
<section class="card" aria-labelledby="alerts" data-fragment="alerts"><h2 id="alerts">Alerts</h2>${alerts(view, event)}</section>
<div class="halves">
<section class="card"><h2>Normalised</h2>${json(event.event)}</section>
<section class="card"><h2>As received</h2>${received(event)}</section>
</div>
<section class="card"><h2>Extensions</h2>${extensions(event)}</section>`
  return layout(view, { title: visible(event.action), current: 'events' }, body)
}

/** To the letter where the record, as it is stored, can't say what came. */
function received({ event, raw }: EventDetail): Html {
  const exact = (event as { raw_data?: unknown }).raw_data
  if (typeof exact !== 'string') return json(raw)
  return html`${block(exact)}<h3>As read</h3>${json(raw)}`
}

function factsOf(view: View, event: EventDetail): [string, Html][] {
  return [
    ['Time', exactly(event.time, view)],
    ['Stored', exactly(event.stored_at, view)],
    ['Actor', filterLink(view, 'actor', event.actor)],
    ['Source address', filterLink(view, 'ip', event.src_ip)],
    ['Product', full([event.product, event.service, event.category].filter((part) => part !== null).join(' / '))],
    ['Source', full(event.source)],
    ['Id', full(event.id)],
    ['Identity', full(event.uid)],
    ['Export', exports(view, event)],
  ]
}

function exports(view: View, { uid }: EventDetail): Html {
  const at = `${view.root}api/v1/events/${encodeURIComponent(uid)}`
  return html`<a href="${at}">JSON</a> <a href="${at}?view=ocsf">OCSF</a> <a href="${at}?view=ecs">ECS</a>`
}

function alerts(view: View, event: EventDetail): Html {
  if (event.alerts.length === 0) return nothing('It belongs to no alert.')
  const items = event.alerts.map(
    ({ id, level, rule_title, status, key }) =>
      html`<li class="alert edge-${level}"><div class="alert-line">${levelBadge(level)}<a class="alert-title" href="${view.root}alerts/${encodeURIComponent(id)}">${value(rule_title)}</a>${statusBadge(status)}</div><div class="alert-facts"><span class="mono">${value(key)}</span></div></li>`,
  )
  return html`<ul class="alerts">${items}</ul>`
}

function extensions({ extensions: given }: EventDetail): Html {
  const pairs = Object.entries(given)
  if (pairs.length === 0) return nothing('None.')
  return facts(pairs.map(([name, content]) => [visible(name), full(content)]))
}
