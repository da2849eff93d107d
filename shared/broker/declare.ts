import amqplib from 'amqplib'
import type { Topology } from '../events/topology.ts'
import { Unavailable } from '../ports/outcome.ts'
import { adviceFor } from './connect.ts'
import { declareTopology } from './topology.ts'

const CONNECT_TIMEOUT_MS = 5_000
/** Answers of RabbitMQ that trying again does not change: other arguments, wrong user, no such virtual host. */
const FINAL = /PRECONDITION.FAILED|ACCESS.REFUSED|NOT.ALLOWED/

/**
 * Declares exchanges, queues and bindings over a connection of its own.
 * @throws Unavailable when RabbitMQ does not answer or is not ready yet; another error when it refuses for good
 */
export async function declareOnce(url: string, topology: Topology): Promise<void> {
  try {
    const connection = await amqplib.connect(url, { timeout: CONNECT_TIMEOUT_MS })
    // A connection that breaks fails what waits for an answer; without a listener it would end the process.
    connection.on('error', () => undefined)
    try {
      const channel = await connection.createChannel()
      channel.on('error', () => undefined)
      await declareTopology(channel, topology)
    } finally {
      await connection.close()
    }
  } catch (error) {
    const advice = adviceFor(error as Error)
    throw FINAL.test(advice) ? new Error(advice, { cause: error }) : new Unavailable(advice, { cause: error })
  }
}
