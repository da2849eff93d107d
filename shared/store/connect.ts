import postgres from 'postgres'

export type Sql = postgres.Sql
/** Where a query runs that must commit together with others. */
export type Transaction = postgres.TransactionSql

/**
 * Opens a pool. Connections are made when first used and closed when idle, so an idle function holds none.
 * @param url `postgres://user:password@host:port/database`
 */
export function connect(url: string, options: { max?: number; name?: string } = {}): Sql {
  return postgres(url, {
    max: options.max ?? 4,
    idle_timeout: 30,
    connect_timeout: 5,
    // Array types are not needed and cost a round trip at every start.
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: options.name ?? 'auditflow' },
  })
}
