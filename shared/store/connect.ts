import postgres from 'postgres'

export type Sql = postgres.Sql
/** Where a query runs that must commit together with others. */
export type Transaction = postgres.TransactionSql

/** How long work that runs in a pool which lost a connection may still take. */
const LEAVING_MS = 10_000
const LAST_WAIT = { timeout: 5 }

/**
 * Opens a pool. Connections are made when first used and closed when idle, so an idle function holds none.
 * A connection lost while it was about to send is never usable again, and what waits for it waits forever
 * (postgres.js 3.4.9). So after a loss a new pool is taken and the old one ends.
 * @param url `postgres://user:password@host:port/database`
 */
export function connect(url: string, options: { max?: number; name?: string } = {}): Sql {
  let lost = false
  const open = () => openPool(url, options, () => (lost = true))
  // A listening connection belongs to its pool and is made anew by the driver itself.
  const listener = openPool(url, options, () => undefined)
  const leaving = new Set<Sql>()
  let pool = open()
  const current = (): Sql => {
    if (!lost) return pool
    lost = false
    leave(pool, leaving)
    pool = open()
    return pool
  }
  const end: Sql['end'] = async (how) => {
    await Promise.all(
      [listener, pool].map((sql) => sql.end(how)).concat([...leaving].map((sql) => sql.end(how ?? LAST_WAIT))),
    )
  }
  return new Proxy(listener, {
    apply: (_, self, query) => Reflect.apply(current(), self, query),
    get: (_, name) => {
      if (name === 'end') return end
      return Reflect.get(name === 'listen' ? listener : current(), name)
    },
  })
}

function leave(pool: Sql, leaving: Set<Sql>): void {
  leaving.add(pool)
  setTimeout(() => void pool.end(LAST_WAIT).finally(() => leaving.delete(pool)), LEAVING_MS).unref()
}

function openPool(url: string, options: { max?: number; name?: string }, onclose: () => void): Sql {
  return postgres(url, {
    max: options.max ?? 4,
    idle_timeout: 30,
    connect_timeout: 5,
    // Array types are not needed and cost a round trip at every start.
    fetch_types: false,
    onnotice: () => undefined,
    onclose,
    connection: { application_name: options.name ?? 'auditflow' },
  })
}
