import { isUuid } from '../../../shared/store/cursor.ts'
import { endSilence } from '../../../shared/store/silences/end-silence.ts'
import { type NewSilence, saveSilence } from '../../../shared/store/silences/save-silence.ts'
import { SilenceRefused } from '../../../shared/store/silences/silence-refused.ts'
import { NotFound, Unconfirmed } from '../faults.ts'
import { BadFilter } from '../filters/read-field.ts'
import type { Ports } from '../ports.ts'

type Stored = Pick<Ports, 'sql' | 'clock'>

/** @returns the silence's id @throws NotFound, BadFilter, Unconfirmed */
export async function save({ sql, clock }: Stored, silence: NewSilence): Promise<string> {
  if (silence.replaces !== undefined && !isUuid(silence.replaces)) throw unknown()
  const outcome = await refusing(() => saveSilence(sql, silence, clock()))
  if (outcome.kind === 'unknown') throw unknown()
  if (outcome.kind === 'unconfirmed') throw new Unconfirmed(outcome.reason, outcome.preview)
  return outcome.id
}

/** Ends a silence; one that is over stays as it is. @throws NotFound, BadFilter */
export async function end({ sql, clock }: Stored, id: string, by: string): Promise<void> {
  if (!isUuid(id)) throw unknown()
  const outcome = await refusing(() => endSilence(sql, id, { by, now: clock() }))
  if (outcome === 'unknown') throw unknown()
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (fault) {
    if (fault instanceof SilenceRefused) throw new BadFilter([{ field: fault.field, message: fault.reason }])
    throw fault
  }
}

function unknown(): NotFound {
  return new NotFound('there is no silence of that id')
}
