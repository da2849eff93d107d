import { isJson } from './format.ts'
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
  let start = 0
  for (const [index, unit] of units.entries()) {
    if (unit.unfit === undefined) continue
    if (start < index) await deliverFit(units.slice(start, index), segment, delivery)
    await keep(unit, unit.unfit, delivery)
    start = index + 1
  }
  if (start < units.length) await deliverFit(units.slice(start), segment, delivery)
}

async function deliverFit(units: readonly Unit[], segment: Segment, delivery: Delivery): Promise<void> {
  const verdict = await postUntilJudged(segment.body(units), delivery.persistence)
  if (verdict.kind === 'accepted') {
    count(verdict, units, segment, delivery)
    return await delivery.done(units.at(-1)!.end)
  }
  if (units.length === 1) return await keep(units[0]!, verdict.reason, delivery)
  // The webhook keeps each body that it can't read: what is plainly no JSON is not to be sent to it ten times.
  const judged = segment.isText ? units : units.map(withoutBroken)
  if (judged.some(({ unfit }) => unfit !== undefined)) return await deliver(judged, segment, delivery)
  const middle = Math.ceil(units.length / 2)
  await deliverFit(units.slice(0, middle), segment, delivery)
  await deliverFit(units.slice(middle), segment, delivery)
}

function withoutBroken(unit: Unit): Unit {
  return isJson(unit.bytes.toString().replace(/^\ufeff/, '')) ? unit : { ...unit, unfit: 'not JSON' }
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
