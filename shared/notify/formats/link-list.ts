import type { Notice } from '../notice.ts'
import { countOf } from './headline.ts'
import type { NoticeLinks } from './notice-links.ts'

const MOST_ALERT_LINKS = 3

/** The links of a message, the ones that act first. Labels are ours, so that nothing of an event is part of a link. */
export function linkList(notice: Notice, links: NoticeLinks): { label: string; url: string }[] {
  const alerts = notice.alerts
    .slice(0, MOST_ALERT_LINKS)
    .map(({ id }, index) => ({ label: countOf(notice) === 1 ? 'Open' : `Open ${index + 1}`, url: links.alertUrl(id) }))
  return [
    { label: 'Acknowledge', url: links.acknowledge },
    { label: 'Resolve', url: links.resolve },
    ...alerts,
    { label: 'AuditFlow', url: notice.alerts.length === 0 ? links.home : undefined },
  ].flatMap(({ label, url }) => (url === undefined ? [] : [{ label, url }]))
}
