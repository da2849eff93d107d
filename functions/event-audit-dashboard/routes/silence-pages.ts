import { type Context, Hono } from 'hono'
import { readOnly } from '../../../shared/store/read-only.ts'
import { findSilences } from '../../../shared/store/silences/find-silences.ts'
import { mutesEverything } from '../../../shared/store/silences/mutes-everything.ts'
import { previewSilence } from '../../../shared/store/silences/preview-silence.ts'
import { userOf } from '../access.ts'
import { Unconfirmed } from '../faults.ts'
import { BadFilter } from '../filters/read-field.ts'
import { matchersOf, silenceOf } from '../filters/silence-body.ts'
import { silenceFilter } from '../filters/silence-filter.ts'
import { silencesPage, type Tried } from '../pages/silences.ts'
import type { Ports } from '../ports.ts'
import { type View, viewOf } from '../view.ts'
import { type Fields, readFields } from './read-fields.ts'
import { end, save } from './silence-changes.ts'

const FIELDS = ['matchers', 'startsAt', 'endsAt', 'duration', 'createdBy', 'comment', 'confirm']
const UNNAMED = 'dashboard'

/** Silences as a page that works without a script. The fields of its form may be given in the query. */
export function silencePages(ports: Ports): Hono {
  const { clock } = ports
  return new Hono()
    .get('/silences', async (c) => {
      const view = viewOf(c, ports)
      const tried = view.query['preview'] === undefined ? { faults: [] } : await preview(ports, view.query)
      return await page(c, ports, view, tried)
    })
    .post('/silences', async (c) => {
      let fields: Fields = {}
      try {
        fields = await readFields(c.req.raw, FIELDS)
        const createdBy = userOf(c.req.header('authorization')) ?? fields['createdBy']
        const { matchers = '', confirm, ...rest } = fields
        const body = { ...rest, createdBy, matchers: [matchers], confirm: confirm !== undefined }
        await save(ports, silenceOf(body, clock()))
        return c.redirect('silences', 303)
      } catch (fault) {
        return await page(c, ports, { ...viewOf(c, ports), query: given(fields) }, triedOf(fault))
      }
    })
    .post('/silences/:id/end', async (c) => {
      await end(ports, c.req.param('id'), userOf(c.req.header('authorization')) ?? UNNAMED)
      return c.redirect('../../silences', 303)
    })
}

async function page(c: Context, { sql, clock }: Ports, view: View, tried: Tried): Promise<Response> {
  const rows = await readOnly(sql, (reader) => findSilences(reader, silenceFilter(listed(view.query)), clock()))
  const status = tried.faults.length > 0 ? 400 : tried.unconfirmed === undefined ? 200 : 409
  return c.html(silencesPage(view, rows, tried), c.req.method === 'POST' ? status : 200)
}

/** What the list itself reads of the query. */
function listed({ state = '', cursor = '' }: View['query']): View['query'] {
  return { state, cursor }
}

async function preview({ sql }: Ports, query: View['query']): Promise<Tried> {
  try {
    const matchers = matchersOf([query['matchers'] ?? ''])
    return await readOnly(sql, async (reader) => {
      const [found, unconfirmed] = [await previewSilence(reader, matchers), await mutesEverything(reader, matchers)]
      return { faults: [], preview: found, ...(unconfirmed !== undefined && { unconfirmed }) }
    })
  } catch (fault) {
    return triedOf(fault)
  }
}

/** What the form says to a fault that is the user's; any other is thrown on. */
function triedOf(fault: unknown): Tried {
  if (fault instanceof BadFilter) return { faults: fault.faults }
  if (fault instanceof Unconfirmed) return { faults: [], unconfirmed: fault.reason, preview: fault.preview }
  throw fault
}

function given(fields: Fields): View['query'] {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, text ?? '']))
}
