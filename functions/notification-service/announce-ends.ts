import type { ChannelKind } from '../../shared/notify/channels/types.ts'
import type { Receiver, Routing } from '../../shared/notify/routing/types.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { announceSilences } from '../../shared/store/silences/announce-silences.ts'
import type { RoutingSource } from './routing-source.ts'

/** What these are told they keep as an incident, which nobody would close. */
const KEEP_INCIDENTS: ReadonlySet<ChannelKind> = new Set(['pagerduty', 'opsgenie', 'oncall'])

/**
 * Announces silences that are about to end to the receiver of the root, or the first that can be told when that can't.
 * @param now milliseconds since 1970 UTC
 */
export async function announceEnds(sql: Sql, source: Pick<RoutingSource, 'get'>, now: number): Promise<void> {
  const receiver = announcer((await source.get()).routing)
  if (receiver !== undefined) while ((await announceSilences(sql, { now, receiver })) > 0);
}

function announcer({ root, receivers }: Routing): Receiver | undefined {
  const first = receivers.get(root.receiver)
  return [...(first === undefined ? [] : [first]), ...receivers.values()]
    .map(({ name, channels }) => ({ name, channels: channels.filter(({ kind }) => !KEEP_INCIDENTS.has(kind)) }))
    .find(({ channels }) => channels.length > 0)
}
