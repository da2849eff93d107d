import { Hono } from 'hono'
import { readOnly } from '../../../shared/store/read-only.ts'
import { findSilences } from '../../../shared/store/silences/find-silences.ts'
import { mutesEverything } from '../../../shared/store/silences/mutes-everything.ts'
import { previewSilence } from '../../../shared/store/silences/preview-silence.ts'
import { readSilence } from '../../../shared/store/silences/read-silence.ts'
import type { SilenceRow } from '../../../shared/store/silences/silence-row.ts'
import { userOf } from '../access.ts'
import { matchersOf, PreviewBody, SilenceBody, silenceOf } from '../filters/silence-body.ts'
import { silenceFilter } from '../filters/silence-filter.ts'
import type { Ports } from '../ports.ts'
import { found } from './read.ts'
import { readFields } from './read-fields.ts'
import { readJson } from './read-json.ts'
import { end, save } from './silence-changes.ts'

/** Silences, with the fields of Alertmanager's API v2. Who makes or ends one is the user of basic authentication, if given. */
export function silenceRoutes(ports: Ports): Hono {
  const { sql, clock } = ports
  const read = async (id: string) =>
    asGettable(await found(id, 'silence', () => readOnly(sql, (reader) => readSilence(reader, id, clock()))))
  return new Hono()
    .get('/silences', async (c) => {
      const filter = silenceFilter(c.req.query())
      const { rows, next } = await readOnly(sql, (reader) => findSilences(reader, filter, clock()))
      return c.json({ silences: rows.map(asGettable), next })
    })
    .get('/silences/:id', async (c) => c.json(await read(c.req.param('id'))))
    .post('/silences', async (c) => {
      const body = await readJson(c.req.raw, SilenceBody)
      const createdBy = userOf(c.req.header('authorization')) ?? body.createdBy
      const id = await save(ports, silenceOf({ ...body, createdBy }, clock()))
      return c.json({ silenceID: id, ...(await read(id)) })
    })
    .post('/silences/preview', async (c) => {
      const matchers = matchersOf((await readJson(c.req.raw, PreviewBody)).matchers)
      const [preview, everything] = await readOnly(sql, (reader) =>
        Promise.all([previewSilence(reader, matchers), mutesEverything(reader, matchers)]),
      )
      return c.json({ ...preview, needs_confirmation: everything ?? null })
    })
    .post('/silences/:id/end', async (c) => {
      const id = c.req.param('id')
      const { by } = await readFields(c.req.raw, ['by'])
      await end(ports, id, userOf(c.req.header('authorization')) ?? by ?? '')
      return c.json(await read(id))
    })
}

/** A silence as Alertmanager's API v2 answers it, and who ended it. */
function asGettable(row: SilenceRow) {
  return {
    id: row.id,
    status: { state: row.state },
    matchers: row.matchers.map(({ name, op, value }) => ({
      name,
      value,
      isRegex: op === '=~' || op === '!~',
      isEqual: op === '=' || op === '=~',
    })),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    createdAt: row.created_at,
    createdBy: row.author,
    comment: row.comment,
    endedBy: row.ended_by,
    announcedAt: row.announced_at,
  }
}
