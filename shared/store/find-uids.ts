import type { Reader } from './read-only.ts'

/**
 * The uids of events whose CloudEvents id is this one; several sources may have given it. Ids are indexed together with
 * their source only, so that all events are looked through.
 */
export async function findUids(sql: Reader, id: string): Promise<string[]> {
  const rows = await sql<{ uid: string }[]>`select uid from audit_events where id = ${id} order by time desc limit 10`
  return rows.map(({ uid }) => uid)
}
