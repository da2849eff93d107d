import { Hono } from 'hono'
import { readOnly } from '../../../shared/store/read-only.ts'
import { findDead } from '../../../shared/store/replay/find-dead.ts'
import type { DeadEvent } from '../../../shared/store/replay/read-dead.ts'
import { deadFilter, REPLAY_FIELDS, replayFilter } from '../filters/dead-filter.ts'
import { BadFilter, defined } from '../filters/read-field.ts'
import { deadNoticePage } from '../pages/dead-notice.ts'
import { rejectedPage } from '../pages/rejected.ts'
import { rejectionPage } from '../pages/rejection.ts'
import { replayPage } from '../pages/replay.ts'
import type { Ports } from '../ports.ts'
import { viewOf } from '../view.ts'
import { attempt, EMPTY, liveView, statusOf } from './page-view.ts'
import { readFields } from './read-fields.ts'
import { askedOf, deadOf, progressOf, sendMatching, sendOne, whoOf } from './replay.ts'

const MOST_NOTICES = 20

/** Pages about what could not be processed or delivered, and the forms on them. */
export function deadPageRoutes(ports: Ports): Hono {
  const { sql, replays } = ports
  return new Hono()
    .get('/rejected', async (c) => {
      const view = await liveView(c, ports)
      const { value: filter, faults } = attempt(view.query, deadFilter)
      const { events, notices } = await readOnly(sql, async (reader) => ({
        events: filter === undefined ? EMPTY : await findDead(reader, { ...filter, kind: 'event' }),
        notices: await findDead(reader, { kind: 'notice', limit: MOST_NOTICES }),
      }))
      return c.html(rejectedPage(view, events, notices, faults), statusOf(faults))
    })
    .get('/rejected/:id', async (c) => {
      const view = await liveView(c, ports)
      return c.html(rejectionPage(view, await eventOf(ports, c.req.param('id'))))
    })
    .get('/dead/notice/:id', async (c) => {
      const view = await liveView(c, ports)
      const item = await deadOf(ports, 'notice', c.req.param('id'))
      if (item.kind !== 'notice') throw new Error(`${item.kind} instead of a notice`)
      return c.html(deadNoticePage(view, item))
    })
    .post('/dead/:kind/:id/replay', async (c) => {
      const asked = await askedOf(c)
      try {
        const { id } = await sendOne(c, ports, asked, 'dashboard')
        return c.redirect(`../../../replays/${id}`, 303)
      } catch (fault) {
        if (!(fault instanceof BadFilter) || asked.payload === undefined) throw fault
        const item = await eventOf(ports, c.req.param('id'))
        return c.html(rejectionPage(viewOf(c, ports), item, { payload: asked.payload, faults: fault.faults }), 400)
      }
    })
    .post('/replays', async (c) => {
      const { by, ...filter } = await readFields(c.req.raw, [...REPLAY_FIELDS, 'by'])
      const { id } = await sendMatching(ports, whoOf(c, by, 'dashboard'), replayFilter(defined(filter)))
      return c.redirect(`replays/${id}`, 303)
    })
    .post('/replays/:id', async (c) => {
      const { id } = await progressOf(ports, c.req.param('id'))
      replays.begin(id)
      return c.redirect(id, 303)
    })
    .get('/replays/:id', async (c) => {
      const view = await liveView(c, ports)
      return c.html(replayPage(view, await progressOf(ports, c.req.param('id'))))
    })
}

/** @throws NotFound */
async function eventOf(ports: Ports, id: string): Promise<DeadEvent> {
  const item = await deadOf(ports, 'event', id)
  if (item.kind !== 'event') throw new Error(`${item.kind} instead of an event`)
  return item
}
