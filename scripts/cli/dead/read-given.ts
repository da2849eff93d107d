import type { Sql } from '../../../shared/store/connect.ts'
import { isUuid } from '../../../shared/store/cursor.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { type DeadEvent, type DeadNotice, readDead } from '../../../shared/store/replay/read-dead.ts'
import { CommandError } from '../command.ts'

/** The dead letter of an id, of whatever kind. @throws CommandError when there is none */
export async function readGiven(sql: Sql, id: string): Promise<DeadEvent | DeadNotice> {
  const found = isUuid(id)
    ? await readOnly(
        sql,
        async (reader) => (await readDead(reader, 'event', id)) ?? (await readDead(reader, 'notice', id)),
      )
    : undefined
  if (found === undefined) throw new CommandError(`there is no dead letter with the id "${id}"`)
  return found
}
