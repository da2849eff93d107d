import { readdirSync } from 'node:fs'
import { toCloudEvent } from '../../../shared/events/envelope.ts'
import type { TestDatabase } from '../../helpers/database.ts'

export const FUNCTIONS = readdirSync('functions')
/** Those that CloudEvents are delivered to. */
export const CONSUMING = FUNCTIONS.filter((name) => name !== 'event-audit-dashboard')
/** Those that keep what they refuse in the database themselves. */
export const KEEPING = ['audit-log-analysis', 'notification-service']
/** Those whose work is to publish. */
export const PUBLISHING = ['audit-event-generator', 'audit-event-webhook']

/** Every function starts with it: a database, and the queue in it. */
export function environmentOf({ url }: Pick<TestDatabase, 'url'>): Record<string, string> {
  return {
    DATABASE_URL: url,
    AUDITFLOW_QUEUE: 'postgres',
    AUDITFLOW_DRAIN_SECONDS: '0',
    AUDITFLOW_INGEST_TOKEN: 'contract-token',
  }
}

/** The same database through something that stands before it. */
export function through({ url }: Pick<TestDatabase, 'url'>, port: number): { url: string } {
  const other = new URL(url)
  other.port = String(port)
  return { url: other.href }
}

export const AUTHORIZATION = { authorization: 'Bearer contract-token' }

/** An event that every consuming function takes: the generator for a tick, the analysis and the notifications to keep. */
export function unknownEvent(id: string, data: unknown = null) {
  const attributes = { specversion: '1.0', id, source: '/contract', type: 'com.example.unknown' }
  return toCloudEvent({ ...attributes, datacontenttype: 'application/json' }, data, '2026-01-02T03:04:05Z')
}

/** Delivers it as a source or a dispatcher does. */
export function deliver(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: Buffer },
): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { ...AUTHORIZATION, ...headers }, body: new Uint8Array(body) })
}
