import { html } from 'hono/html'
import type { LinkChange } from '../../../shared/notify/links.ts'
import type { ToldAlert } from '../../../shared/store/alerts/alerts-of-notice.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { actLayout } from './act-layout.ts'
import { textField } from './fields.ts'
import { visible } from './format.ts'
import { type Html, levelBadge, value } from './parts.ts'

/** What a link asks for, and the alerts that it is about as they are now. */
export type Asked = { change: LinkChange; via: string; alerts: readonly ToldAlert[] }

const MOST_SHOWN = 50
const WORDS = {
  acknowledge: {
    verb: 'Acknowledge',
    done: 'acknowledged',
    effect: 'Alerts that are acknowledged are neither repeated nor escalated.',
  },
  resolve: { verb: 'Resolve', done: 'resolved', effect: 'An alert that is resolved opens again on a new match.' },
} as const

/** What becomes of an alert: it changes, it was that already, or it has re-opened and the message tells of an old episode. */
export type Fate = 'changes' | 'already' | 'reopened'

export function fateOf({ episode, currentEpisode, status }: ToldAlert, change: LinkChange): Fate {
  if (episode !== currentEpisode) return 'reopened'
  if (status === 'open') return 'changes'
  return status === 'acknowledged' && change === 'resolve' ? 'changes' : 'already'
}

/** Asks before anything is done; nothing to be done is said. */
export function askPage(view: View, asked: Asked, faults: readonly FieldFault[] = []): Html {
  const { change, alerts } = asked
  const { verb, effect } = WORDS[change]
  const count = alerts.filter((alert) => fateOf(alert, change) === 'changes').length
  if (count === 0) return actLayout(view, 'Nothing to do', html`<p>${nothingToDo(asked)}</p>${listed(asked)}`)
  const form = { view, faults }
  return actLayout(
    view,
    `${verb} ${alertCount(count)}?`,
    html`<p>${effect}</p>
${listed(asked)}
${faults.length === 0 ? '' : html`<div id="faults" class="faults" role="alert"><p>${faults.map(({ field, message }) => html`<code>${field}</code> ${message}. `)}</p></div>`}
<form method="post" class="confirm">
${textField(form, 'name', 'Your name (optional)')}
${textField(form, 'reason', 'Reason (optional)')}
<button class="button primary">${verb}</button>
</form>
<p class="faint">From a message to ${value(asked.via)}. The history of the alert says so.</p>`,
  )
}

/** After it was done, with the alerts as they are then. @param count how many were changed just now */
export function donePage(view: View, asked: Asked, count: number): Html {
  if (count === 0) return actLayout(view, 'Nothing to do', html`<p>${nothingToDo(asked)}</p>${listed(asked)}`)
  return actLayout(view, 'Done', html`<p>${alertCount(count)} ${WORDS[asked.change].done}.</p>${listed(asked)}`)
}

/** A link that can't be used. */
export function refusedPage(view: View, title: string, text: string): Html {
  return actLayout(view, title, html`<p>${visible(text)}</p>`)
}

function nothingToDo({ change, alerts }: Asked): string {
  const isOld = alerts.every((alert) => fateOf(alert, change) === 'reopened')
  if (isOld) return 'What the message tells of is over: it has re-opened since, and a newer message tells of that.'
  return `This was done already: nothing is left to be ${WORDS[change].done}.`
}

function listed({ change, alerts }: Asked): Html {
  const items = alerts.slice(0, MOST_SHOWN).map((alert) => {
    const { level, title, key } = alert
    return html`<li class="alert edge-${level}"><div class="alert-line">${levelBadge(level)}<span class="alert-title">${value(title)}</span></div>
<div class="alert-facts"><span class="mono">${value(key === '*' ? 'all events' : key)}</span><span>${stateOf(alert, change)}</span></div></li>`
  })
  const more = alerts.length - MOST_SHOWN
  return html`<ul class="alerts">${items}</ul>${more > 0 ? html`<p class="faint">and ${more} more</p>` : ''}`
}

function stateOf(alert: ToldAlert, change: LinkChange): string {
  const status = alert.status.replace('_', ' ')
  if (fateOf(alert, change) === 'reopened') return `has re-opened since the message, is ${status}, stays so`
  return status
}

function alertCount(count: number): string {
  return count === 1 ? '1 alert' : `${count} alerts`
}
