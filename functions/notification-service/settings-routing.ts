import { LEVELS, type Level } from '../../shared/events/catalogue.ts'

export type RoutingSettings = {
  AUDITFLOW_CONSOLE_LEVEL: Level
  AUDITFLOW_WEBHOOK_LEVEL: Level
  AUDITFLOW_WEBHOOK_URL?: string | undefined
  AUDITFLOW_WEBHOOK_SECRET?: string | undefined
}

/** A year: as good as never. */
const NEVER = '365d'

/**
 * The routing of who has no file of one: every alert is told at once and alone, on the console and to the webhook, by its
 * level. A routing file's text: JSON is YAML.
 */
export function settingsRouting(config: RoutingSettings): string {
  const { AUDITFLOW_WEBHOOK_URL: url, AUDITFLOW_WEBHOOK_SECRET: secret } = config
  const hasWebhook = url !== undefined && secret !== undefined
  return JSON.stringify({
    route: {
      receiver: 'nobody',
      group_by: ['...'],
      group_wait: '0s',
      group_interval: '1s',
      repeat_interval: NEVER,
      routes: [
        { receiver: 'console', matchers: [from(config.AUDITFLOW_CONSOLE_LEVEL)], continue: true },
        ...(hasWebhook ? [{ receiver: 'webhook', matchers: [from(config.AUDITFLOW_WEBHOOK_LEVEL)] }] : []),
      ],
    },
    receivers: [
      { name: 'nobody' },
      { name: 'console', console_configs: [{ send_resolved: false }] },
      ...(hasWebhook
        ? [{ name: 'webhook', standard_webhook_configs: [{ url, secret, send_resolved: false }] }]
        : []),
    ],
  })
}

function from(least: Level): string {
  return `level=~"${LEVELS.slice(LEVELS.indexOf(least)).join('|')}"`
}
