import type { ExpectedAlert } from './read-tests.ts'

/** An alert as far as a test may speak of it. */
export type RaisedAlert = { key: string; events: number }

/** What was expected and what came, in words; undefined when it is the same. */
export function compareAlerts(expected: readonly ExpectedAlert[], raised: readonly RaisedAlert[]): string | undefined {
  const left = [...raised]
  // Who asks for more chooses first: a key belongs to one alert, and an alert without wishes takes what is left.
  const wishes = [...expected].sort((a, b) => wishesOf(b) - wishesOf(a))
  const isMet = wishes.every((wish) => {
    const found = left.findIndex((alert) => answers(wish, alert))
    if (found >= 0) left.splice(found, 1)
    return found >= 0
  })
  if (isMet && left.length === 0) return undefined
  return `expected ${alertsText(expected)}, got ${alertsText(raised)}`
}

function wishesOf({ key, events }: ExpectedAlert): number {
  return (key === undefined ? 0 : 2) + (events === undefined ? 0 : 1)
}

function answers({ key, events }: ExpectedAlert, alert: RaisedAlert): boolean {
  return (key ?? alert.key) === alert.key && (events ?? alert.events) === alert.events
}

function alertsText(alerts: readonly ExpectedAlert[]): string {
  if (alerts.length === 0) return 'no alert'
  const list = alerts.map(alertText).filter((text) => text !== '')
  const number = alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`
  return list.length === 0 ? number : `${number} (${list.join('; ')})`
}

function alertText({ key, events }: ExpectedAlert): string {
  const parts = [...(key === undefined ? [] : [key]), ...(events === undefined ? [] : [`${events} events`])]
  return parts.join(', ')
}
