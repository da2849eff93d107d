import { LEVELS, type Level } from '../../events/catalogue.ts'
import { reaches } from '../reaches.ts'
import { parseRouting } from './parse-routing.ts'
import type { Routing } from './types.ts'

export type DefaultRoutingSettings = {
  /** Alerts of this level and worse go to the console. */
  consoleLevel: Level
  /** And those of this level and worse to this webhook. */
  webhook?: { url: string; secret: string; level: Level }
}

/** The routing without a file: each alert is a group of its own, told at once, and never repeated. */
export function defaultRouting({ consoleLevel, webhook }: DefaultRoutingSettings): Routing {
  const routes = [
    { receiver: 'console', matchers: [atLeast(consoleLevel)], continue: true },
    ...(webhook ? [{ receiver: 'webhook', matchers: [atLeast(webhook.level)] }] : []),
  ]
  const receivers = [
    { name: 'nobody' },
    { name: 'console', console_configs: [{}] },
    ...(webhook ? [{ name: 'webhook', standard_webhook_configs: [{ url: webhook.url, secret: webhook.secret }] }] : []),
  ]
  const route = {
    receiver: 'nobody',
    group_by: ['...'],
    group_wait: '0s',
    group_interval: '1m',
    repeat_interval: '1y',
    routes,
  }
  // JSON is YAML.
  return parseRouting(JSON.stringify({ route, receivers }), (path) => {
    throw new Error(`no file is to be read, and ${path} was`)
  })
}

function atLeast(least: Level): string {
  return `level=~"${LEVELS.filter((level) => reaches(level, least)).join('|')}"`
}
