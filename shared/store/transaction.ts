import type { Sql, Transaction } from './connect.ts'

const never = new Promise<never>(() => undefined)

/**
 * `sql.begin`, safe against a lost connection. When the connection is lost in mid-transaction `begin` rejects at once
 * while the work goes on; a statement sent then, be it only the driver's own rollback, is written to a socket that is
 * gone, which ends the process (postgres.js 3.4.9). So once it is lost neither the work nor the driver goes on.
 * @param options of BEGIN, e.g. `isolation level repeatable read read only`
 */
export async function transaction<T>(sql: Sql, work: (tx: Transaction) => Promise<T>, options = ''): Promise<T> {
  let lost = false
  let result: { value: T } | undefined
  const done = sql.begin(options, async (tx) => {
    const guarded = new Proxy(tx, {
      apply: (target, self, statement) => (lost ? never : Reflect.apply(target, self, statement)),
    })
    try {
      result = { value: await work(guarded) }
    } finally {
      // The loss is known only after the driver's events of this turn.
      await new Promise(setImmediate)
      if (lost) await never
    }
  })
  done.catch(() => {
    lost = true
  })
  await done
  return result!.value
}
