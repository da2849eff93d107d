import type { Mark } from './mark.ts'
import type { Unit } from './unit.ts'

export type Body = { bytes: Buffer; type: 'application/x-ndjson' | 'text/plain' | 'application/json' }

/** A stretch of one file, or of stdin, whose units are sent in their order. */
export type Segment = {
  /** What it is called in messages. */
  name: string
  /** Where in the file's content it begins. */
  start: number
  /** In the order of the file; undefined when there is nothing more for now. Ends with the segment, or when told to stop. */
  units(): AsyncGenerator<Unit[] | undefined>
  /** What is posted for some units that follow one another. */
  body(units: readonly Unit[]): Body
  /** Whether units may be records of auditd events, which are not to be cut apart. */
  readonly isText: boolean
  /** Whether all units go out in one body, however many. */
  isOneBody: boolean
  /** Whether what was read and not sent can be read again. */
  isResumable: boolean
  /** Undefined where nothing can be remembered. */
  markAt(offset: number): Mark | undefined
  close(): Promise<void>
}
