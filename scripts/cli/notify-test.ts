import { randomUUID } from 'node:crypto'
import { openChannel } from '../../shared/channels/open-channel.ts'
import type { Answer } from '../../shared/notify/judge-answer.ts'
import type { Log } from '../../shared/ports/ports.ts'
import { type Command, type Shell, UsageError } from './command.ts'
import { linkBase } from './notify/link-base.ts'
import { loadRouting, ROUTING_USAGE, routingFlag } from './notify/load-routing.ts'
import { CHANNEL_USAGE, pickChannel } from './notify/pick-channel.ts'
import { parseFlags } from './parse-flags.ts'

/** `notify test`: sends a message that says it is a test. */
export const notifyTest: Command = {
  name: 'notify test',
  does: 'Sends a test message on a channel, as the service would, and says what was answered.',
  usage: `CHANNEL [--routing FILE]

${CHANNEL_USAGE}
${ROUTING_USAGE}

Reads AUDITFLOW_EGRESS_ALLOW and AUDITFLOW_PUBLIC_URL as the service does. It is sent once and not tried again. PagerDuty and
Opsgenie open an incident of the lowest urgency, the same one each time, which is to be closed there.
Exit code: 0 when it was taken, 1 when it was not.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, routingFlag)
    const [name, more] = positionals
    if (name === undefined) throw new UsageError('a CHANNEL is needed')
    if (more !== undefined) throw new UsageError(`${JSON.stringify(more)} is one argument too many`)
    const { routing, allow } = loadRouting(values.routing, shell)
    const { receiver, channel } = pickChannel(routing, name)
    const now = shell.now()
    const notice = {
      id: randomUUID(),
      kind: 'test' as const,
      step: 0,
      receiver: receiver.name,
      channel: channel.name,
      groupKey: `auditflow-test ${channel.name}`,
      groupLabels: {},
      alerts: [],
      omitted: 0,
      at: now,
      text: `A test by AuditFlow: the channel ${channel.name} works.`,
    }
    const answer = await openChannel(channel, { log: toShell(shell), allow, links: linkBase(shell) }).send(notice, now)
    shell.out(`${channel.name}: ${told(answer)}`)
    return answer.kind === 'sent' ? 0 : 1
  },
}

function told(answer: Answer): string {
  if (answer.kind === 'sent') return 'sent'
  if (answer.kind === 'permanent') return `not sent: ${answer.reason}. The service would not try again`
  if (answer.kind === 'gone') return `not sent: ${answer.reason}. The service would switch the channel off`
  const wait = answer.retryAfterMs === undefined ? '' : ` after ${Math.ceil(answer.retryAfterMs / 1_000)} s`
  return `not sent: ${answer.reason}. The service would try again${wait}`
}

/** The lines of the console's channel are what it sends. */
function toShell({ out }: Shell): Log {
  const line = (message: string, fields: Record<string, unknown> = {}) => out(`${message} ${JSON.stringify(fields)}`)
  return { info: line, warn: line, error: line }
}
