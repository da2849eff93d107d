import { type Persistence, postUntilJudged } from './persist.ts'
import type { Segment } from './segment.ts'
import type { Tally } from './tally.ts'
import type { Unit } from './unit.ts'

export type Delivery = {
  persistence: Persistence
  tally: Tally
  /** Puts a unit by that the server does not take. */
  keep(unit: Unit, reason: string): Promise<void>
  /** Everything of the segment before this byte is done with. */
  done(offset: number): Promise<void>
}

/**
 * Posts units until each is accepted or kept. A body that is not taken is halved until what spoils it is alone. Throws
 * as `postUntilJudged` does; what was done till then has been told to `done`.
 */
export async function deliver(units: readonly Unit[], segment: Segment, delivery: Delivery): Promise<void> {
  const overlong = units.findIndex((unit) => unit.overlong === true)
  if (overlong >= 0) {
    if (overlong > 0) await deliver(units.slice(0, overlong), segment, delivery)
    await keep(units[overlong]!, 'a line larger than any body may be', delivery)
    if (overlong + 1 < units.length) await deliver(units.slice(overlong + 1), segment, delivery)
    return
  }
  const verdict = await postUntilJudged(segment.body(units), delivery.persistence)
  if (verdict.kind === 'accepted') {
    count(verdict, units, segment, delivery)
    await delivery.done(units.at(-1)!.end)
  } else if (units.length === 1) await keep(units[0]!, verdict.reason, delivery)
  else {
    const middle = Math.ceil(units.length / 2)
    await deliver(units.slice(0, middle), segment, delivery)
    await deliver(units.slice(middle), segment, delivery)
  }
}

async function keep(unit: Unit, reason: string, { keep, done, tally }: Delivery): Promise<void> {
  await keep(unit, reason)
  tally.kept++
  tally.bytes += unit.bytes.length
  await done(unit.end)
}

type Receipt = { accepted: number; rejected: { index: number; reason: string }[] }

function count({ accepted, rejected }: Receipt, units: readonly Unit[], { name }: Segment, delivery: Delivery): void {
  const { tally, persistence } = delivery
  tally.accepted += accepted
  tally.rejected += rejected.length
  tally.bytes += units.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const first = units[0]!
  for (const { index, reason } of rejected)
    persistence.tell(
      `${name}: rejected, and kept by the server: ${reason} (record ${index + 1} of the batch at byte ${first.end - first.bytes.length})`,
    )
}
