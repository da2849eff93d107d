import type { Sql } from '../connect.ts'

/** The routing that was last found good, sealed; undefined when none was. */
export async function readKeptRouting(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ sealed: string | null }[]>`select sealed from routing`
  return row?.sealed ?? undefined
}
