import { Hono } from 'hono'
import * as z from 'zod/mini'
import { CATALOGUE, type EventType } from '../../../shared/events/catalogue.ts'
import { NotFound } from '../faults.ts'

const TYPES = Object.keys(CATALOGUE) as EventType[]

/** The JSON Schema (draft 2020-12) of the data of every event type. */
export function schemaRoutes(): Hono {
  return new Hono()
    .get('/schemas', (c) => c.json({ schemas: TYPES.map((type) => ({ type, schema: `schemas/${type}` })) }))
    .get('/schemas/:type', (c) => {
      const type = TYPES.find((candidate) => candidate === c.req.param('type'))
      if (type === undefined) throw new NotFound('there is no event type of that name')
      return c.body(
        JSON.stringify({ title: type, ...z.toJSONSchema(CATALOGUE[type], { unrepresentable: 'any' }) }),
        200,
        {
          'content-type': 'application/schema+json',
        },
      )
    })
}
