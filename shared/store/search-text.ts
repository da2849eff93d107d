import type { AuditEvent, Json } from '../events/audit-event.ts'

/** Bounds the full-text index: what lies beyond is stored, but not found by full text. */
const MAX_SEARCH_CHARACTERS = 4_000
const MAX_WORD_CHARACTERS = 200

/** The words an event is found by: every text and number in the normalised event and the provider's record. */
export function searchText({ raw, ...event }: AuditEvent): string {
  const words = new Set<string>()
  let room = MAX_SEARCH_CHARACTERS
  const pending: unknown[] = [raw, event]
  while (pending.length > 0 && room > 0) {
    const value = pending.pop() as Json
    if (typeof value === 'string' || typeof value === 'number') {
      const word = String(value).slice(0, MAX_WORD_CHARACTERS)
      if (words.has(word)) continue
      words.add(word)
      room -= word.length + 1
    } else if (typeof value === 'object' && value !== null) {
      pending.push(...Object.values(value).slice(0, MAX_SEARCH_CHARACTERS))
    }
  }
  return [...words].join(' ')
}
