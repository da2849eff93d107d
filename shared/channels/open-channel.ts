import type { Channel } from '../notify/channels/channel.ts'
import type { EmailSettings } from '../notify/channels/kinds/email.ts'
import type { ChannelConfig } from '../notify/channels/types.ts'
import type { EgressAllow } from '../notify/egress-allow.ts'
import { formatNotice, type Outgoing } from '../notify/formats/format-notice.ts'
import { type LinkBase, noticeLinks } from '../notify/formats/notice-links.ts'
import type { Answer } from '../notify/judge-answer.ts'
import type { Log } from '../ports/ports.ts'
import { deliverRequest } from './deliver-request.ts'
import { type Egress, type Resolve, resolveName } from './egress.ts'

/** In all, for one attempt. */
const TIMEOUT_MS = 10_000

/** What channels share. */
export type ChannelPorts = {
  log: Log
  /** AUDITFLOW_EGRESS_ALLOW, as `parseEgressAllow` reads it. */
  allow: EgressAllow
  /** AUDITFLOW_PUBLIC_URL and AUDITFLOW_LINK_SECRET; without them messages have no links. */
  links?: LinkBase | undefined
  /** Milliseconds that an attempt may take in all: 10 s. */
  timeoutMs?: number
  /** How names are resolved. */
  resolve?: Resolve
}

/** A channel as it is configured, ready to send. */
export function openChannel(config: ChannelConfig, ports: ChannelPorts): Channel {
  const { log, allow, links, timeoutMs = TIMEOUT_MS, resolve = resolveName } = ports
  const egress: Egress = { allow, resolve }
  return {
    name: config.name,
    async send(notice, now): Promise<Answer> {
      let outgoing: Outgoing
      try {
        outgoing = formatNotice(notice, config, { links: noticeLinks(notice, links), now })
      } catch (fault) {
        // A fault of ours; the message may hold anything of the notice or the settings.
        log.error('a notice can not be formatted', { channel: config.name, fault: (fault as Error).name })
        return { kind: 'permanent', reason: `the notice can't be put into ${config.kind}'s format` }
      }
      if ('request' in outgoing) return deliverRequest(config.kind, outgoing.request, { egress, timeoutMs, now })
      if ('mail' in outgoing) {
        // Loaded when there is a mail to send: it would be a good part of every cold start.
        const { sendMail } = await import('./send-mail.ts')
        return sendMail(outgoing.mail, config.settings as EmailSettings, { egress, timeoutMs })
      }
      for (const { level, message, fields } of outgoing.lines) log[level](message, fields)
      return { kind: 'sent' }
    },
  }
}
