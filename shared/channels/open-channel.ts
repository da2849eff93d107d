import type { Channel } from '../notify/channels/channel.ts'
import type { StandardWebhookSettings } from '../notify/channels/kinds/standard-webhook.ts'
import type { ChannelConfig } from '../notify/channels/types.ts'
import type { EgressAllow } from '../notify/egress-allow.ts'
import { type LinkBase, noticeLinks } from '../notify/formats/notice-links.ts'
import { formatStandardWebhook } from '../notify/formats/standard-webhook.ts'
import type { Log } from '../ports/ports.ts'
import { consoleChannel } from './console-channel.ts'
import { type Resolve, resolveName } from './egress.ts'
import { httpChannel, TIMEOUT_MS } from './http-channel.ts'

/** What channels share. */
export type ChannelPorts = {
  log: Log
  /** AUDITFLOW_EGRESS_ALLOW, as `parseEgressAllow` reads it. */
  allow: EgressAllow
  /** AUDITFLOW_PUBLIC_URL and AUDITFLOW_LINK_SECRET; without them messages have no links. */
  links?: LinkBase
  /** Milliseconds that an attempt may take in all: 10 s. */
  timeoutMs?: number
  /** How names are resolved. */
  resolve?: Resolve
}

/** A channel as it is configured, ready to send. */
export function openChannel(config: ChannelConfig, ports: ChannelPorts): Channel {
  const { log, allow, links, timeoutMs = TIMEOUT_MS, resolve = resolveName } = ports
  const shared = { name: config.name, egress: { allow, resolve }, timeoutMs }
  switch (config.kind) {
    case 'console':
      return consoleChannel(config.name, log)
    case 'standard_webhook':
      return httpChannel({
        ...shared,
        format: (notice, now) =>
          formatStandardWebhook(notice, config.settings as StandardWebhookSettings, {
            links: noticeLinks(notice, links),
            now,
          }),
      })
    default:
      throw new Error(`${config.kind} is not supported`)
  }
}
