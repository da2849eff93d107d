import { Unavailable } from '../ports/outcome.ts'

/** Drivers' and the system's codes for a connection that is not there. */
const CONNECTION_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
])
/**
 * SQLSTATE classes that pass by themselves: connection (08), serialization and deadlock (40), resources (53), wrong
 * state or lock (55), operator intervention such as shutdown (57), system (58).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING_CLASSES = new Set(['08', '40', '53', '55', '57', '58'])

/** What a fault of the database means: `Unavailable` when trying again may help, else the error itself. */
export function toFault(error: unknown): Error {
  const code = (error as { code?: unknown } | null | undefined)?.code
  if (typeof code === 'string' && (CONNECTION_CODES.has(code) || PASSING_CLASSES.has(code.slice(0, 2))))
    return new Unavailable(`database: ${code}`, { cause: error })
  return error instanceof Error ? error : new Error(String(error))
}

/** Runs database work and throws what `toFault` makes of its faults. */
export async function withFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toFault(error)
  }
}
