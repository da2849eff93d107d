import { Hono } from 'hono'
import { readOnly } from '../../../shared/store/read-only.ts'
import { findDead } from '../../../shared/store/replay/find-dead.ts'
import { deadFilter, replayFilter } from '../filters/dead-filter.ts'
import type { Ports } from '../ports.ts'
import { ReplaysBody, readReplay } from './read-replay.ts'
import { askedOf, deadOf, kindOf, progressOf, sendMatching, sendOne, whoOf } from './replay.ts'

/** Dead letters, and how they are sent again, as JSON. */
export function deadRoutes(ports: Ports): Hono {
  const { sql, replays } = ports
  return new Hono()
    .get('/dead', async (c) => {
      const filter = deadFilter(c.req.query())
      const { rows, next } = await readOnly(sql, (reader) => findDead(reader, filter))
      return c.json({ dead: rows, next })
    })
    .get('/dead/:kind/:id', async (c) => c.json(await deadOf(ports, kindOf(c), c.req.param('id'))))
    .post('/dead/:kind/:id/replay', async (c) => c.json(await sendOne(c, ports, await askedOf(c), 'api'), 202))
    .post('/replays', async (c) => {
      const { filter, by } = await readReplay(c.req.raw, ReplaysBody)
      const texts = Object.entries(filter).map(([field, value]) => [field, value === true ? 'yes' : value])
      return c.json(await sendMatching(ports, whoOf(c, by, 'api'), replayFilter(Object.fromEntries(texts))), 202)
    })
    .get('/replays/:id', async (c) => c.json(await progressOf(ports, c.req.param('id'))))
    .post('/replays/:id', async (c) => {
      const { id, total } = await progressOf(ports, c.req.param('id'))
      replays.begin(id)
      return c.json({ id, total }, 202)
    })
}
