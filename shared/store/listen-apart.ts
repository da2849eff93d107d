import postgres from 'postgres'
import type { Sql } from './connect.ts'

/**
 * Calls `wake` at every notification, on a client of its own that `stop` ends. Not on `sql`: after a cut the driver
 * listens again with listeners that its `unlisten` does not know, and it never closes the connection it listens on.
 */
export async function listenApart(sql: Sql, channel: string, wake: () => void): Promise<{ stop: () => Promise<void> }> {
  const client = postgres({ ...(sql.options as unknown as postgres.Options<Record<string, never>>), max: 1 })
  const stop = () => client.end({ timeout: 0 })
  try {
    await client.listen(channel, wake)
  } catch (fault) {
    await stop()
    throw fault
  }
  return { stop }
}
