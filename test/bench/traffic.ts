const ACTIONS = ['document.view', 'document.edit', 'repo.push', 'user.login', 'report.export', 'file.read']
const PEOPLE = 500
const EVENT_BYTES = 1_000
let serial = 0

/** One event of 1 KB, as an application would send it; no two are alike. */
export function eventText(timeMs = Date.now()): string {
  const n = serial++
  const event = {
    time: new Date(timeMs).toISOString(),
    action: ACTIONS[n % ACTIONS.length],
    actor: `person-${n % PEOPLE}@example.org`,
    ip: `10.${n % 200}.${(n >> 8) % 250}.${n % 250}`,
    outcome: n % 97 === 0 ? 'failure' : 'success',
    target: `document-${n % 4_000}`,
    session: `s-${n % 9_001}`,
    serial: n,
    note: '',
  }
  const filler = 'The quick brown fox jumps over the lazy dog and writes it down. '
  event.note = filler.repeat(20).slice(0, EVENT_BYTES - JSON.stringify(event).length)
  return JSON.stringify(event)
}

/** Request bodies of so many events each. */
export function eventBodies(batch: number): { next(): string } {
  return { next: () => `[${Array.from({ length: batch }, () => eventText()).join(',')}]` }
}
