import type { AlertTriggered } from '../events/catalogue.ts'

/**
 * What routing, inhibition and silences match. A label has several values where an alert has: `tag`. Names are
 * `alertname` (the rule's title, as Alertmanager calls it), `rule` (its id), `level`, `tag`, `product`, `service`,
 * `category` (the log source), `tenant`, `key` (whole) and each field of the key by its own name.
 */
export type Labels = Readonly<Record<string, readonly string[]>>

/** The labels of an alert; what it lacks has no label. */
export function labelsOf(alert: Pick<AlertTriggered, 'rule' | 'key' | 'labels'>): Labels {
  return {
    ...alert.labels,
    alertname: [alert.rule.title],
    rule: [alert.rule.id],
    level: [alert.rule.level],
    ...(alert.rule.tags.length > 0 && { tag: alert.rule.tags }),
    key: [alert.key],
  }
}

const OF_RULE_AND_KEY: ReadonlySet<string> = new Set(['alertname', 'rule', 'level', 'tag', 'key'])

/** The labels that an event of the alert carries: those that do not follow from its rule and key. */
export function besideRuleAndKey(labels: Labels): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, values]) => (OF_RULE_AND_KEY.has(name) ? [] : [[name, [...values]]])),
  )
}
