import type { Transaction } from '../connect.ts'

/** Those of the uids that are canaries which were sent. */
export async function knownCanaries(tx: Transaction, uids: readonly string[]): Promise<Set<string>> {
  if (uids.length === 0) return new Set()
  const rows = await tx<{ uid: string }[]>`
    select uid from canaries
    where uid in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(uids)}::text::jsonb))`
  return new Set(rows.map(({ uid }) => uid))
}
