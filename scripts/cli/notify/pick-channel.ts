import type { ChannelConfig } from '../../../shared/notify/channels/types.ts'
import type { Receiver, Routing } from '../../../shared/notify/routing/types.ts'
import { CommandError } from '../command.ts'

export const CHANNEL_USAGE =
  '  CHANNEL              RECEIVER/KIND/POSITION, such as ops/slack/0; RECEIVER or RECEIVER/KIND where that is one channel'

/** The channel of that name, or the only one whose name begins with it. Throws `CommandError` naming those that there are. */
export function pickChannel(routing: Routing, name: string): { receiver: Receiver; channel: ChannelConfig } {
  const all = [...routing.receivers.values()].flatMap((receiver) =>
    receiver.channels.map((channel) => ({ receiver, channel })),
  )
  const found =
    all.find(({ channel }) => channel.name === name) ??
    onlyOne(all.filter(({ channel }) => channel.name.startsWith(`${name}/`)))
  if (found !== undefined) return found
  const names = all.map(({ channel }) => channel.name).join(', ')
  throw new CommandError(
    `no one channel is called ${JSON.stringify(name)}; there are: ${names === '' ? 'none' : names}`,
  )
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined
}
