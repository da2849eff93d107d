import type { NoticeAlert } from '../../shared/notify/notice.ts'
import { type ExplainedRoute, explainRoute, type Muting } from '../../shared/notify/routing/explain-route.ts'
import type { Routing, Surroundings } from '../../shared/notify/routing/types.ts'
import { loadSurroundings } from '../../shared/store/notices/load-surroundings.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { type Command, type Shell, UsageError } from './command.ts'
import { loadRouting, ROUTING_USAGE, routingFlag } from './notify/load-routing.ts'
import { madeUpAlert } from './notify/made-up-alert.ts'
import { readNoticeAlert, withDatabase } from './notify/read-notice-alert.ts'
import { parseFlags } from './parse-flags.ts'

const MADE_UP = {
  level: { type: 'string' },
  rule: { type: 'string' },
  title: { type: 'string' },
  key: { type: 'string' },
  tag: { type: 'string', multiple: true },
  label: { type: 'string', multiple: true },
} as const

/** `notify route`: which routes an alert takes, and who is told when. */
export const notifyRoute: Command = {
  name: 'notify route',
  does: 'Says which routes an alert would take, how it is grouped, what mutes it, and who would be told when.',
  usage: `[--alert ID] [--level LEVEL] [--rule ID] [--title TEXT] [--key TEXT] [--tag TAG]… [--label NAME=VALUE]… [--routing FILE]

  --alert ID           a stored alert, from the database of DATABASE_URL; without: one made up of the flags below
  --level LEVEL        its level; without: high
  --rule ID            its rule's id
  --title TEXT         its rule's title, the label alertname
  --key TEXT           its key; without: made of the labels
  --tag TAG            one of its rule's tags
  --label NAME=VALUE   a label, such as product=aws or actor.user.name=ann
${ROUTING_USAGE}

Silences and alerts that inhibit are those of the database, where DATABASE_URL is set. It is told as if the alert opened now, were
alone in its group, and nobody did anything.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, { ...routingFlag, ...MADE_UP, alert: { type: 'string' } })
    if (positionals.length > 0) throw new UsageError(`${JSON.stringify(positionals[0])} is one argument too many`)
    const { alert: id, routing: file, label: labels, tag: tags, ...rest } = values
    const isMadeUp = Object.keys(MADE_UP).some((name) => values[name as keyof typeof MADE_UP] !== undefined)
    if (id !== undefined && isMadeUp) throw new UsageError('--alert is of a stored alert, the other flags make one up')
    const { routing } = loadRouting(file, shell)
    const madeUp = { ...rest, ...(labels && { labels }), ...(tags && { tags }) }
    const { alert, around, note } = await lookAround(id, madeUp, routing, shell)
    shell.out(`${alert.rule.title} (${alert.rule.level}), ${labelText(alert)}`)
    if (note !== undefined) shell.out(note)
    for (const [index, route] of explainRoute(routing, alert.labels, around).entries())
      for (const line of routeLines(route, index + 1, around.now)) shell.out(line)
    return 0
  },
}

type Around = { alert: NoticeAlert; around: Surroundings; note?: string }

async function lookAround(
  id: string | undefined,
  madeUp: Parameters<typeof madeUpAlert>[0],
  { inhibitRules }: Routing,
  shell: Shell,
): Promise<Around> {
  const now = shell.now()
  if (id === undefined && !shell.env['DATABASE_URL'])
    return {
      alert: madeUpAlert(madeUp, now),
      around: { now, silences: [], firing: [] },
      note: 'without DATABASE_URL no silence and no other alert is known',
    }
  return withDatabase(shell, async (sql) => {
    const alert = id === undefined ? madeUpAlert(madeUp, now) : await readNoticeAlert(sql, id)
    const { surroundings, omitted } = await transaction(sql, (tx) => loadSurroundings(tx, inhibitRules, now))
    return { alert, around: surroundings, ...(omitted && { note: 'more alerts may inhibit than were read' }) }
  })
}

function labelText({ labels }: NoticeAlert): string {
  return Object.entries(labels)
    .map(([name, values]) => `${name}=${values.map((value) => JSON.stringify(value)).join(',')}`)
    .join(' ')
}

function routeLines(route: ExplainedRoute, number: number, now: number): string[] {
  const labels = Object.entries(route.groupLabels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return [
    '',
    `route ${number}: ${route.route}`,
    `  receiver  ${route.receiver} (${route.channels.join(', ') || 'no channel'})`,
    `  group     ${labels.join(' ') || 'all alerts of the route'} (${route.groupId})`,
    `  waits     ${span(route.groupWaitMs)} first, ${span(route.groupIntervalMs)} between two tellings, repeats every ${span(route.repeatIntervalMs)}`,
    ...route.muted.map((muting) => `  muted     ${mutingText(muting)}`),
    ...route.told.map(
      ({ at, kind, step, receiver, channels }) =>
        `  told      ${at === now ? 'at once' : `after ${span(at - now)}`}: ${kind}${step > 0 ? ` ${step}` : ''} to ${receiver} (${channels.join(', ') || 'no channel'})`,
    ),
    ...(route.told.length === 0 ? [`  told      nobody until ${new Date(route.watchedUntil).toISOString()}`] : []),
  ]
}

function mutingText(muting: Muting): string {
  if (muting.by === 'time') return `by the time interval ${muting.interval}`
  if (muting.by === 'inhibition') return 'by another alert that fires (inhibit_rules)'
  return `by the silence ${muting.silence.id}, until ${new Date(muting.silence.endsAt).toISOString()}`
}

/** `1d4h30m`. */
function span(ms: number): string {
  const parts = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1_000, 's'],
  ] as const
  let rest = Math.max(0, Math.round(ms / 1_000) * 1_000)
  let text = ''
  for (const [unit, letter] of parts) {
    const count = Math.floor(rest / unit)
    rest -= count * unit
    if (count > 0) text += `${count}${letter}`
  }
  return text === '' ? '0s' : text
}
