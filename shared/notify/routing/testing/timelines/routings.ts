/** Who may be told; every one hears of ends. */
export const RECEIVERS = `
receivers:
  - name: ops
    console_configs: [{ send_resolved: true }]
  - name: dba
    console_configs: [{ send_resolved: true }]
  - name: lead
    console_configs: [{ send_resolved: true }]
  - name: boss
    console_configs: [{ send_resolved: true }]
`

/** One group for everything: waits 30s, then 5m; repeats after 4h. */
export const PLAIN = `route: { receiver: ops }${RECEIVERS}`
export const BY_TEAM = `route: { receiver: ops, group_by: [team] }${RECEIVERS}`
export const ESCALATING = `
route:
  receiver: ops
  group_wait: 0s
  group_interval: 1m
  repeat_interval: 1d
  escalation:
    - { wait: 15m, receiver: lead }
    - { wait: 30m, receiver: boss }
${RECEIVERS}`

export const INHIBITING = `
route: { receiver: ops }
inhibit_rules: [{ source_matchers: ['level="critical"'], target_matchers: ['level="high"'], equal: [host] }]
${RECEIVERS}`

export const START = '2026-06-01T00:00:00Z'
/** A step at which an alert opens, of level high where it does not say. */
export const open = (
  at: string,
  name: string,
  rest: { level?: 'low' | 'critical'; team?: string; host?: string } = {},
) => {
  const { level, ...labels } = rest
  const entries = Object.entries(labels).map(([label, value]) => [label, [value]])
  return { at, do: 'open', alert: { name, ...(level && { level }), labels: Object.fromEntries(entries) } } as const
}
