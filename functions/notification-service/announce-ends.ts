import type { Receiver, Routing } from '../../shared/notify/routing/types.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { announceSilences } from '../../shared/store/silences/announce-silences.ts'
import type { RoutingSource } from './routing-source.ts'

/**
 * Announces silences that are about to end to the receiver of the root, or the first that has channels when that has none.
 * @param now milliseconds since 1970 UTC
 */
export async function announceEnds(sql: Sql, source: Pick<RoutingSource, 'get'>, now: number): Promise<void> {
  const receiver = announcer((await source.get()).routing)
  if (receiver !== undefined) while ((await announceSilences(sql, { now, receiver })) > 0);
}

function announcer({ root, receivers }: Routing): Receiver | undefined {
  const all = [receivers.get(root.receiver), ...receivers.values()]
  return all.find((receiver) => receiver !== undefined && receiver.channels.length > 0)
}
