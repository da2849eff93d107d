import { Hono } from 'hono'
import { isUuid } from '../../../shared/store/cursor.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { removeException } from '../../../shared/store/rules/remove-exception.ts'
import { RuleRefused } from '../../../shared/store/rules/rule-refused.ts'
import { findSuppressions, readSuppression } from '../../../shared/store/suppressions/find-suppressions.ts'
import { suppressAlert } from '../../../shared/store/suppressions/suppress-alert.ts'
import { userOf } from '../access.ts'
import { NotFound } from '../faults.ts'
import { BadFilter } from '../filters/read-field.ts'
import { SuppressionBody, suppressionOf } from '../filters/suppression-body.ts'
import { suppressionFilter } from '../filters/suppression-filter.ts'
import type { Ports } from '../ports.ts'
import { found } from './read.ts'
import { readFields } from './read-fields.ts'
import { readJson } from './read-json.ts'

const UNNAMED = 'api'
/** What the body calls a field of an exception. */
const BODY_NAME: Record<string, string | undefined> = { expires_at: 'until', when: 'value' }

/**
 * Entities that a rule is not to see, though it alerted of them. Who does it is the user of basic authentication, else the
 * field `by`, else `api`.
 */
export function suppressionRoutes({ sql, clock }: Ports): Hono {
  const read = (id: string) =>
    found(id, 'suppression', () => readOnly(sql, (reader) => readSuppression(reader, id, clock())))
  return new Hono()
    .post('/alerts/:id/suppress', async (c) => {
      const id = c.req.param('id')
      const body = await readJson(c.req.raw, SuppressionBody)
      const suppression = suppressionOf(body, userOf(c.req.header('authorization')) ?? (body.by || UNNAMED))
      const made = isUuid(id) ? await refusing(() => suppressAlert(sql, id, suppression, clock())) : undefined
      if (made === undefined) throw new NotFound('there is no alert of that id')
      return c.json(await read(made))
    })
    .get('/suppressions', async (c) => {
      const filter = suppressionFilter(c.req.query())
      const { rows, next } = await readOnly(sql, (reader) => findSuppressions(reader, filter, clock()))
      return c.json({ suppressions: rows, next })
    })
    .get('/suppressions/:id', async (c) => c.json(await read(c.req.param('id'))))
    .post('/suppressions/:id/end', async (c) => {
      const id = c.req.param('id')
      const { by } = await readFields(c.req.raw, ['by'])
      await read(id)
      await removeException(sql, id, { by: userOf(c.req.header('authorization')) ?? by ?? UNNAMED })
      return c.json(await read(id))
    })
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (fault) {
    if (!(fault instanceof RuleRefused)) throw fault
    const { field, reason, remedy } = fault
    throw new BadFilter([{ field: BODY_NAME[field] ?? field, message: `${reason}; ${remedy}` }])
  }
}
