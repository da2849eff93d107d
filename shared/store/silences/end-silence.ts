import type { Sql } from '../connect.ts'
import { storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { MAX_AUTHOR, requiredText } from './silence-refused.ts'

export type Ended = 'ended' | 'over' | 'unknown'

/**
 * Ends a silence before its time, also one that has not begun. One that is over stays as it is.
 * @param id a UUID
 * @param options.now milliseconds since 1970 UTC
 * @throws SilenceRefused when nobody is named
 */
export async function endSilence(sql: Sql, id: string, options: { by: string; now: number }): Promise<Ended> {
  const by = storableText(requiredText('by', options.by, MAX_AUTHOR))
  const now = new Date(options.now).toISOString()
  return await transaction(sql, async (tx) => {
    const [silence] = await tx<{ over: boolean }[]>`
      select ends_at <= ${now}::text::timestamptz as over from silences where id = ${id} for update`
    if (silence === undefined) return 'unknown'
    if (silence.over) return 'over'
    await tx`update silences set ends_at = ${now}::text::timestamptz, ended_by = ${by} where id = ${id}`
    return 'ended'
  })
}
