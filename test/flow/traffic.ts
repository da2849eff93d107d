/** Times of the made events: far enough apart from today that nothing else of the test's falls between. */
const START_MS = Date.UTC(2026, 10, 20, 8)
/** All within the ten minutes that rules which wait allow an event to be late by: a blow holds some of them back. */
const STEP_MS = 20
const PEOPLE = 200
const GUESSES = 7

/**
 * Records for `/sources/json`, always the same: ordinary work of 200 people, now and then a burst of failed logins for
 * one account, a second factor switched off, a backup deleted. About one event in a hundred makes an alert.
 */
export function makeRecords(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    time: new Date(START_MS + index * STEP_MS).toISOString(),
    request: index,
    ip: `10.0.${index % 40}.${index % 250}`,
    target: `document-${index % 900}`,
    ...deed(index),
  }))
}

function deed(index: number): Record<string, unknown> {
  const place = index % 1_000
  const round = Math.floor(index / 1_000)
  if (place < GUESSES) return { action: 'user.login', outcome: 'failure', actor: `person-${round % PEOPLE}` }
  if (place === 500) return { action: 'user.mfa.disable', outcome: 'success', actor: `person-${round % 5}` }
  if (place === 700) return { action: 'backup.delete', outcome: 'success', actor: `person-${round % 7}` }
  return { action: 'document.view', outcome: 'success', actor: `person-${index % PEOPLE}` }
}
