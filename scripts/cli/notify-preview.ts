import type { ChannelConfig } from '../../shared/notify/channels/types.ts'
import { DIGEST_KINDS, digest } from '../../shared/notify/digest.ts'
import { formatNotice } from '../../shared/notify/formats/format-notice.ts'
import { noticeLinks } from '../../shared/notify/formats/notice-links.ts'
import type { Notice, NoticeAlert } from '../../shared/notify/notice.ts'
import { type Command, type Shell, UsageError } from './command.ts'
import { linkBase } from './notify/link-base.ts'
import { loadRouting, ROUTING_USAGE, routingFlag } from './notify/load-routing.ts'
import { madeUpAlert } from './notify/made-up-alert.ts'
import { outgoingLines } from './notify/outgoing-lines.ts'
import { CHANNEL_USAGE, pickChannel } from './notify/pick-channel.ts'
import { readNoticeAlert, withDatabase } from './notify/read-notice-alert.ts'
import { parseFlags } from './parse-flags.ts'

const KINDS = ['firing', 'repeat', 'resolved', 'escalation', 'digest'] as const
type Kind = (typeof KINDS)[number]
/** That of channels which have none, where a digest never comes. */
const NO_LIMIT = { max: 1, perMs: 60_000 }

/** `notify preview`: what a channel would send. */
export const notifyPreview: Command = {
  name: 'notify preview',
  does: 'Shows what would be sent on a channel for an alert, with the templates of the routing; sends nothing.',
  usage: `CHANNEL [--alert ID | --example] [--kind KIND] [--routing FILE]

${CHANNEL_USAGE}
  --alert ID           a stored alert, from the database of DATABASE_URL
  --example            a made-up alert; this is taken without --alert
  --kind KIND          ${KINDS.join(', ')}; without: by the alert's status
${ROUTING_USAGE}

Secrets show as <secret>. Links that act belong to a message that was sent: those here lead to nothing.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, {
      ...routingFlag,
      alert: { type: 'string' },
      example: { type: 'boolean' },
      kind: { type: 'string' },
    })
    const [name, more] = positionals
    if (name === undefined) throw new UsageError('a CHANNEL is needed')
    if (more !== undefined) throw new UsageError(`${JSON.stringify(more)} is one argument too many`)
    if (values.alert !== undefined && values.example) throw new UsageError('--alert and --example exclude each other')
    const kind = KINDS.find((one) => one === values.kind)
    if (values.kind !== undefined && kind === undefined) throw new UsageError(`--kind: none of ${KINDS.join(', ')}`)
    const { receiver, channel } = pickChannel(loadRouting(values.routing, shell).routing, name)
    if (kind === 'digest' && !DIGEST_KINDS.has(channel.kind))
      throw new UsageError(`--kind: ${channel.kind} gets no digest, since it knows alerts by their group`)
    const notice = noticeOf(await alertOf(values.alert, shell), kind, receiver.name, channel, shell.now())
    const outgoing = formatNotice(notice, channel, { links: noticeLinks(notice, linkBase(shell)), now: notice.at })
    for (const line of outgoingLines(outgoing)) shell.out(line)
    return 0
  },
}

function noticeOf(
  alert: NoticeAlert,
  kind: Kind | undefined,
  receiver: string,
  channel: ChannelConfig,
  now: number,
): Notice {
  const isOver = alert.status === 'resolved' || alert.status === 'false_positive'
  const told = kind === 'digest' ? undefined : kind
  const notice = {
    id: '00000000-0000-4000-8000-000000000000',
    kind: told ?? (isOver ? 'resolved' : 'firing'),
    step: kind === 'escalation' ? 1 : 0,
    receiver,
    channel: channel.name,
    groupKey: '00000000-0000-4000-8000-000000000000',
    groupLabels: { alertname: alert.rule.title },
    alerts: [kind === 'resolved' && !isOver ? { ...alert, status: 'resolved' as const } : alert],
    omitted: 0,
    at: now,
  }
  if (kind !== 'digest') return notice
  return digest([notice, { ...notice, id: 'another' }], channel.rateLimit ?? NO_LIMIT, now)
}

function alertOf(id: string | undefined, shell: Shell): Promise<NoticeAlert> | NoticeAlert {
  if (id !== undefined) return withDatabase(shell, (sql) => readNoticeAlert(sql, id))
  return madeUpAlert({}, shell.now())
}
