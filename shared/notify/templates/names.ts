/** The kinds of things that templates name, and what is known within a section of each. */
export type Scope = 'notice' | 'alert' | 'pair'

/** Lists, and what each of their entries is. Everything else is a value, and as a section a condition. */
export const LISTS: Readonly<Record<Scope, Readonly<Record<string, Scope>>>> = {
  notice: { alerts: 'alert', firing: 'alert', resolved: 'alert', labels: 'pair', group: 'pair' },
  alert: { labels: 'pair' },
  pair: {},
}

/** Values by scope. At the top the names of an alert are those of the first. */
export const VALUES: Readonly<Record<Scope, readonly string[]>> = {
  notice: [
    'title',
    'text',
    'mark',
    'status',
    'kind',
    'step',
    'receiver',
    'level',
    'count',
    'omitted',
    'time',
    'alertname',
    'rule',
    'tags',
    'key',
    'summary',
    'assignee',
    'is_firing',
    'is_resolved',
    'is_repeat',
    'is_escalation',
    'is_digest',
    'is_test',
    'alert_url',
    'home_url',
    'acknowledge_url',
    'resolve_url',
  ],
  alert: [
    'id',
    'alertname',
    'rule',
    'level',
    'tags',
    'key',
    'summary',
    'status',
    'assignee',
    'episode',
    'event_count',
    'opened_at',
    'first_event_at',
    'last_event_at',
    'is_unresolved',
    'alert_url',
  ],
  pair: ['name', 'value'],
}

/** A label of the alert; at the top, one that all of the alerts have in common. */
export const LABEL = /^labels\.[\p{L}\p{N}_][\p{L}\p{N}_.:@/-]{0,199}$/u
/** A label that the group is grouped by. */
export const GROUP_LABEL = /^group\.[\p{L}\p{N}_][\p{L}\p{N}_.:@/-]{0,199}$/u

/** What may stand within an HTML tag: addresses of ours, which hold nothing of an event. */
export const isUrlName = (name: string): boolean => name.endsWith('_url')
