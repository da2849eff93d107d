import { Hono } from 'hono'
import { findAlerts } from '../../../shared/store/alerts/find-alerts.ts'
import { checkCanary } from '../../../shared/store/canary/check-canary.ts'
import { findEvents } from '../../../shared/store/find-events.ts'
import { readOverview } from '../../../shared/store/overview.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { alertFilter, eventFilter } from '../filters/list-filters.ts'
import { overviewRange } from '../filters/ranges.ts'
import { BadFilter } from '../filters/read-field.ts'
import { alertPage } from '../pages/alert.ts'
import { alertsPage } from '../pages/alerts.ts'
import { eventPage } from '../pages/event.ts'
import { eventsPage } from '../pages/events.ts'
import { overviewPage } from '../pages/overview.ts'
import type { Ports } from '../ports.ts'
import { viewOf } from '../view.ts'
import { applyChange } from './alert-changes.ts'
import { attempt, EMPTY, liveView, statusOf } from './page-view.ts'
import { alertOf, eventOf } from './read.ts'

export function pageRoutes(ports: Ports): Hono {
  const { sql } = ports
  return new Hono()
    .get('/', async (c) => {
      const view = await liveView(c, ports)
      const { value: range, faults } = attempt(view.query, (query) => overviewRange(query, view.now))
      const shown = range ?? overviewRange({}, view.now)
      const [overview, canary] = await readOnly(sql, (reader) =>
        Promise.all([readOverview(reader, shown), checkCanary(reader, view.now, ports.canaryWithinMs)]),
      )
      return c.html(overviewPage(view, shown, { ...overview, canary }, faults), statusOf(faults))
    })
    .get('/alerts', async (c) => {
      const view = await liveView(c, ports)
      const { value: filter, faults } = attempt(view.query, alertFilter)
      const page = filter === undefined ? EMPTY : await readOnly(sql, (reader) => findAlerts(reader, filter))
      return c.html(alertsPage(view, page, faults), statusOf(faults))
    })
    .get('/alerts/:id', async (c) => {
      const view = await liveView(c, ports)
      return c.html(alertPage(view, await alertOf(sql, c.req.param('id'))))
    })
    .post('/alerts/:id/:change', async (c) => {
      const id = c.req.param('id')
      try {
        await applyChange(c, ports, 'dashboard')
        return c.redirect(`../${encodeURIComponent(id)}`, 303)
      } catch (fault) {
        if (!(fault instanceof BadFilter)) throw fault
        return c.html(alertPage(viewOf(c, ports), await alertOf(sql, id), fault.faults), 400)
      }
    })
    .get('/events', async (c) => {
      const view = await liveView(c, ports)
      const { value: filter, faults } = attempt(view.query, (query) => eventFilter(query, view.now))
      const page = filter === undefined ? EMPTY : await readOnly(sql, (reader) => findEvents(reader, filter))
      return c.html(eventsPage(view, page, faults), statusOf(faults))
    })
    .get('/events/:uid', async (c) => {
      const view = await liveView(c, ports)
      return c.html(eventPage(view, await eventOf(sql, c.req.param('uid'))))
    })
}
