import amqplib, { type ChannelModel, type RecoveringChannelModel } from 'amqplib'
import type { Log } from '../ports/ports.ts'

/**
 * Connects with amqplib's own recovery: the connection comes back by itself, channels are made anew by their owners.
 * Returns at once, before the first connection is up.
 * @param url `amqp://user:password@host:port/vhost`
 * @param setup called after each connection, the first included; a throw is retried with the connection
 */
export async function connectBroker(
  url: string,
  log: Log,
  setup?: (model: ChannelModel) => Promise<void>,
): Promise<RecoveringChannelModel> {
  const connection = await amqplib.connect(url, {
    timeout: 5_000,
    recovery: { waitForConnect: false, initialDelay: 100, maxDelay: 5_000, ...(setup ? { setup } : {}) },
  })
  connection.on('error', (error: Error) => log.warn('broker connection error', { reason: error.message }))
  connection.on('disconnect', (error: Error) => log.warn('broker connection lost', { reason: error.message }))
  connection.on('connect-failed', (error: Error) => log.warn('broker not reachable', { reason: adviceFor(error) }))
  return connection
}

/** Known faults become advice. Messages of amqplib name host and port, never user or password. */
export function adviceFor(error: Error): string {
  if (/PRECONDITION.FAILED/.test(error.message))
    return `${error.message} (a queue or exchange exists with other arguments than infra/rabbitmq/definitions.json says: delete it, or mend the file)`
  if (/ACCESS.REFUSED|403/.test(error.message))
    return `${error.message} (check user, password and vhost in RABBITMQ_URL)`
  return error.message
}
