import type { JsonObject } from './record.ts'

/** Takes secrets out of a record, in place. */
export function redact(_record: JsonObject, _source: string): void {}

/** The paths of what was taken out of a record. */
export function redactedPaths(_record: unknown): string[] | undefined {
  return undefined
}
