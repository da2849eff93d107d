import postgres from 'postgres'

export type Sql = postgres.Sql
/** Where a query runs that must commit together with others. */
export type Transaction = postgres.TransactionSql

/**
 * A connection that is lost in the turn in which it was to send can't send afterwards, not even to connect anew, until
 * 1 kB has gathered (postgres.js 3.4.9): each try would time out. So what it sends to connect is that long by itself;
 * the blanks mean nothing to PostgreSQL.
 */
const LONG_DATE_STYLE = 'ISO'.padEnd(1_024)

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
    connection: { application_name: options.name ?? 'auditflow', DateStyle: LONG_DATE_STYLE },
  })
}
