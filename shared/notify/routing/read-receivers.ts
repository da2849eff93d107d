import { type ChannelContext, parseChannel } from '../channels/parse-channel.ts'
import { CHANNEL_KINDS, type ChannelConfig } from '../channels/types.ts'
import { Names, type PlainMap, type Reading } from './reading.ts'
import type { Path } from './routing-refused.ts'
import type { Receiver } from './types.ts'

/** Texts by the names under which templates take them in. */
export type Templates = Readonly<Record<string, string>>
type Context = Omit<ChannelContext, 'name'> & { templates: Templates }

const FIELDS = ['name', ...CHANNEL_KINDS.map((kind) => `${kind}_configs`)]
/** Alertmanager's that AuditFlow lacks. */
const UNSUPPORTED = Object.fromEntries(
  [
    ...[
      'incidentio',
      'jira',
      'mattermost',
      'msteams',
      'pushover',
      'rocketchat',
      'sns',
      'victorops',
      'webex',
      'wechat',
    ].map((kind) => `${kind}_configs`),
    'labels',
  ].map((field) => [field, 'is not supported by AuditFlow']),
)

/** Reads `receivers`. `names` has those with faults too, so that routes that name them are none. */
export function readReceivers(
  reading: Reading,
  value: unknown,
  context: Context,
): { receivers: Map<string, Receiver>; names: Names } {
  const receivers = new Map<string, Receiver>()
  const names = new Names()
  for (const { item, path } of reading.items(value, ['receivers'])) {
    const map = reading.map(item, path, FIELDS, UNSUPPORTED)
    const name = reading.name(map['name'], [...path, 'name'])
    if (name !== undefined) names.add(reading, name, [...path, 'name'])
    const channels = CHANNEL_KINDS.flatMap((kind) =>
      channelsOf(reading, kind, map, path, { ...context, name: `${name ?? ''}/${kind}` }),
    )
    if (name !== undefined) receivers.set(name, { name, channels })
  }
  return { receivers, names }
}

function channelsOf(
  reading: Reading,
  kind: (typeof CHANNEL_KINDS)[number],
  map: PlainMap,
  path: Path,
  context: Context & { name: string },
): ChannelConfig[] {
  const field = `${kind}_configs`
  return reading.items(map[field], [...path, field]).flatMap(({ item, path: place }, index) => {
    const named = { ...context, name: `${context.name}/${index}` }
    const parsed = parseChannel(kind, item, named)
    if ('config' in parsed) return [parsed.config]
    for (const fault of parsed.faults) reading.fault([...place, ...fault.path], fault.reason)
    return []
  })
}
