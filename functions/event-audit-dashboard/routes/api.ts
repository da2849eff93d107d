import { Hono } from 'hono'
import { findAlerts } from '../../../shared/store/alerts/find-alerts.ts'
import { checkCanary } from '../../../shared/store/canary/check-canary.ts'
import { findEvents } from '../../../shared/store/find-events.ts'
import { findRejected } from '../../../shared/store/find-rejected.ts'
import { readOverview } from '../../../shared/store/overview.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { NotFound } from '../faults.ts'
import { deadFilter } from '../filters/dead-filter.ts'
import { alertFilter, eventFilter } from '../filters/list-filters.ts'
import { overviewRange } from '../filters/ranges.ts'
import type { Ports } from '../ports.ts'
import { applyChange } from './alert-changes.ts'
import { alertOf, eventOf, rejectionOf } from './read.ts'
import { eventView, viewedEvent, viewedEvents } from './views.ts'

/** The same data as the pages, as JSON. Lists answer `next`: the cursor of the following page, null on the last. */
export function apiRoutes(ports: Ports): Hono {
  const { sql, clock, canaryWithinMs } = ports
  return new Hono()
    .get('/overview', async (c) => {
      const now = clock()
      const { name, ...range } = overviewRange(c.req.query(), now)
      const [overview, canary] = await readOnly(sql, (reader) =>
        Promise.all([readOverview(reader, range), checkCanary(reader, now, canaryWithinMs)]),
      )
      return c.json({ range: name, ...range, ...overview, canary })
    })
    .get('/alerts', async (c) => {
      const filter = alertFilter(c.req.query())
      const { rows, next } = await readOnly(sql, (reader) => findAlerts(reader, filter))
      return c.json({ alerts: rows, next })
    })
    .get('/alerts/:id', async (c) => c.json(await alertOf(sql, c.req.param('id'))))
    .post('/alerts/:id/:change', async (c) => {
      await applyChange(c, ports, 'api')
      return c.json(await alertOf(sql, c.req.param('id')))
    })
    .get('/events', async (c) => {
      const filter = eventFilter(c.req.query(), clock())
      const view = eventView(c.req.query())
      if (view !== undefined) return c.json(await viewedEvents(sql, filter, view))
      const { rows, next } = await readOnly(sql, (reader) => findEvents(reader, filter))
      return c.json({ events: rows, next })
    })
    .get('/events/:uid', async (c) => {
      const uid = c.req.param('uid')
      const view = eventView(c.req.query())
      return c.json(view === undefined ? await eventOf(sql, uid) : await viewedEvent(sql, uid, view))
    })
    .get('/rejected', async (c) => {
      const filter = deadFilter(c.req.query())
      const { rows, next } = await readOnly(sql, (reader) => findRejected(reader, filter))
      return c.json({ rejected: rows, next })
    })
    .get('/rejected/:uid', async (c) => c.json(await rejectionOf(sql, c.req.param('uid'))))
    .all('*', () => {
      throw new NotFound('there is no such part of the API')
    })
}
