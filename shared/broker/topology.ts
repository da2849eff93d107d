import type { Channel } from 'amqplib'
import type { Topology } from '../events/topology.ts'

/** Declares exchanges, queues and bindings; nothing happens where they exist alike, a mismatch closes the channel. */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  for (const { name, type, durable, arguments: args } of topology.exchanges)
    await channel.assertExchange(name, type, { durable, arguments: args })
  for (const { name, durable, arguments: args } of topology.queues)
    await channel.assertQueue(name, { durable, arguments: args })
  for (const { destination, source, routing_key, arguments: args } of topology.bindings)
    await channel.bindQueue(destination, source, routing_key, args)
}
