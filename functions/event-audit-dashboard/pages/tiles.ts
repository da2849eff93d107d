import { html } from 'hono/html'
import type { Activity } from '../../../shared/store/read-activity.ts'
import type { View } from '../view.ts'
import { change, compactCount } from './format.ts'
import type { Html } from './parts.ts'

/** The numbers of now, each against the period before. */
export function tiles(view: View, { events, alerts, rejected, notifications }: Activity): Html {
  const { root } = view
  const { sent, failed, pending } = notifications
  return html`<section class="tiles" aria-label="Now">
${tile('Events, last hour', events.hour, change(events.hour, events.hourBefore, 'hour'), `${root}events?last=1h`)}
${tile('Events, 24 hours', events.day, change(events.day, events.dayBefore, 'day'), `${root}events?last=24h`)}
${tile('Alerts, last hour', alerts.hour, change(alerts.hour, alerts.hourBefore, 'hour'), `${root}alerts`)}
${tile('Alerts, 24 hours', alerts.day, change(alerts.day, alerts.dayBefore, 'day'), `${root}alerts`)}
${tile('Rejected, 24 hours', rejected.day, change(rejected.day, rejected.dayBefore, 'day'), `${root}rejected`, rejected.day > 0)}
<div class="tile"><p class="tile-name">Notifications, 24 hours</p><p class="tile-number">${compactCount(sent)} <small>sent</small></p><p class="tile-change"><span class="${failed > 0 ? 'bad-news' : ''}">${failed} failed</span>, ${pending} waiting</p></div>
</section>`
}

function tile(name: string, count: number, trend: string, href: string, bad = false): Html {
  return html`<a class="tile ${bad ? 'bad' : ''}" href="${href}"><p class="tile-name">${name}</p><p class="tile-number">${compactCount(count)}</p><p class="tile-change">${trend}</p></a>`
}
