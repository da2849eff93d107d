import { auditIdOf, borderOf } from './border.ts'
import type { Limits } from './limits.ts'
import type { Segment } from './segment.ts'
import type { Unit } from './unit.ts'

/** How many batches' worth the records of one auditd event may grow to before they are cut after all. */
const MOST_BATCHES = 4

export type Pumping = {
  batchUnits: number
  limits: Limits
  stop: AbortSignal
  now(): number
  /** Resolves once everything given is accepted, or kept as refused. */
  deliver(units: readonly Unit[], segment: Segment): Promise<void>
}

/**
 * Delivers a segment's units in batches, in order. What there is goes out as soon as there is no more for now; only
 * the last event of an auditd log is held back a little, since records of it may be still to come.
 */
export async function pump(segment: Segment, pumping: Pumping): Promise<void> {
  const { limits, stop, now } = pumping
  const batch = new Batch(segment, pumping)
  let addedMs = now()
  for await (const units of segment.units()) {
    if (units === undefined) await batch.flush({ isOpen: now() - addedMs < limits.holdMs })
    else if (units.length > 0) addedMs = now()
    for (const unit of units ?? []) {
      if (stop.aborted && segment.isResumable) return
      await batch.add(unit)
    }
    if (stop.aborted && segment.isResumable) return
  }
  if (!stop.aborted || !segment.isResumable) await batch.flush({ isOpen: false })
}

class Batch {
  readonly #segment: Segment
  readonly #pumping: Pumping
  #units: Unit[] = []
  #bytes = 0

  constructor(segment: Segment, pumping: Pumping) {
    this.#segment = segment
    this.#pumping = pumping
  }

  async add(unit: Unit): Promise<void> {
    if (this.#units.length > 0 && this.#wouldExceed(1, unit)) {
      const border = this.#border([...this.#units, unit])
      await this.#deliver(border === 0 && this.#wouldExceed(MOST_BATCHES, unit) ? this.#units.length : border)
    }
    this.#units.push(unit)
    this.#bytes += unit.bytes.length
  }

  /** @param isOpen whether the last event may go on */
  async flush({ isOpen }: { isOpen: boolean }): Promise<void> {
    await this.#deliver(isOpen ? this.#border(this.#units) : this.#units.length)
  }

  #wouldExceed(batches: number, { bytes }: Unit): boolean {
    const { batchUnits, limits } = this.#pumping
    if (this.#segment.isOneBody) return false
    return this.#units.length + 1 > batchUnits * batches || this.#bytes + bytes.length > limits.batchBytes * batches
  }

  #border(units: readonly Unit[]): number {
    if (!this.#segment.isText) return this.#units.length
    return Math.min(borderOf(units.map(({ bytes }) => auditIdOf(bytes))), this.#units.length)
  }

  async #deliver(count: number): Promise<void> {
    if (count === 0) return
    await this.#pumping.deliver(this.#units.slice(0, count), this.#segment)
    this.#units = this.#units.slice(count)
    this.#bytes = this.#units.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }
}
