import { LEVELS, type Level } from '../../events/catalogue.ts'
import type { Notice, NoticeAlert } from '../notice.ts'

export type NoticeStatus = 'firing' | 'resolved'

export const isUnresolved = ({ status }: NoticeAlert): boolean => status === 'open' || status === 'acknowledged'

/** Alertmanager's: firing while any of its alerts is. What is about no alert is `firing`, as is a test. */
export function statusOf({ kind, alerts }: Notice): NoticeStatus {
  const isOver = alerts.length === 0 ? kind === 'resolved' : !alerts.some(isUnresolved)
  return isOver ? 'resolved' : 'firing'
}

/** The worst level among what still fires, else among all; undefined when it tells of no alert. */
export function worstLevel({ alerts }: Notice): Level | undefined {
  const firing = alerts.filter(isUnresolved)
  const levels = (firing.length > 0 ? firing : alerts).map(({ rule }) => LEVELS.indexOf(rule.level))
  return levels.length === 0 ? undefined : LEVELS[Math.max(...levels)]
}

/** How many alerts it tells of, those that it has no room for included. */
export const countOf = ({ alerts, omitted }: Notice): number => alerts.length + omitted

/** What a notice is about in one line, as it stands in the events: a format has yet to escape it. */
export function headline(notice: Notice): string {
  const [first] = notice.alerts
  if (first === undefined) return notice.text ?? TITLES[notice.kind]
  const more = countOf(notice) - 1
  const others = more > 0 ? ` and ${more} more` : ''
  return `[${markOf(notice)}] ${first.rule.title}${others}`
}

const TITLES: Record<Notice['kind'], string> = {
  firing: 'Alerts',
  repeat: 'Alerts',
  resolved: 'Resolved alerts',
  escalation: 'Alerts that nobody has acknowledged',
  digest: 'Alerts',
  silence_ending: 'A silence is ending',
  test: 'A test by AuditFlow',
}

/** What stands before a title: how bad it is, and whether it is over or goes on. */
export function markOf(notice: Notice): string {
  if (statusOf(notice) === 'resolved') return 'resolved'
  const level = worstLevel(notice) ?? 'medium'
  if (notice.kind === 'escalation') return `${level}, not acknowledged`
  if (notice.kind === 'resolved') return `${level}, partly resolved`
  if (notice.kind === 'digest') return `${level}, digest`
  return notice.kind === 'repeat' ? `${level}, still firing` : level
}
