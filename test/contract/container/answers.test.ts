import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STRUCTURED_TYPE } from '../../../shared/events/http.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { type RunningFunction, startFunction } from '../../helpers/run-function.ts'
import { AUTHORIZATION, environmentOf, FUNCTIONS } from './functions.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const PATHS = [
  '/',
  '/_/health',
  '/readyz',
  '/metrics',
  '/dead',
  '/none',
  '/none?a=%zz',
  '/sources/json',
  '/sources/none',
]
const MORE_PATHS: Record<string, string[]> = {
  'audit-event-webhook': ['/sources/auto', '/sources/github', '/services/collector', '/services/collector/health'],
  'event-audit-dashboard': [
    '/alerts',
    '/events',
    '/rules',
    '/api/v1/alerts',
    '/api/v1/events?from=nonsense',
    '/api/v1/alerts/none',
    '/api/v1/alerts/none/resolve',
    '/api/v1/schemas',
    '/assets/none/dashboard.css',
  ],
}
const BODIES = [undefined, '{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{}}', '{broken\nbody']

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe.concurrent.each(FUNCTIONS)('every answer of %s', (name) => {
  let running: RunningFunction
  beforeAll(async () => {
    running = await startFunction(name, environmentOf(database))
  })
  afterAll(() => running.end())

  /** Each path by each method with each body, by known and by unknown senders. */
  async function* answers() {
    for (const path of [...PATHS, ...(MORE_PATHS[name] ?? [])])
      for (const method of METHODS)
        for (const body of ['GET', 'HEAD'].includes(method) ? [undefined] : BODIES)
          for (const sender of body === undefined ? [AUTHORIZATION, {}] : [AUTHORIZATION]) {
            const headers = { ...sender, ...(body !== undefined && { 'content-type': STRUCTURED_TYPE }) }
            const answer = await fetch(running.url + path, { method, headers, ...(body !== undefined && { body }) })
            yield { request: `${method} ${path} ${body}`, answer, text: await answer.text() }
          }
  }

  it('names its content type, is no event, and tells a fault in a short line', async () => {
    const faults: string[] = []
    const statuses = new Set<number>()
    for await (const { request, answer, text } of answers()) {
      const { status, headers } = answer
      const type = headers.get('content-type')
      statuses.add(status)
      const fault = (what: string) => faults.push(`${request} -> ${status} ${type}: ${what}`)
      if (type === null) fault('no content type')
      if (type?.includes('cloudevents')) fault('an event')
      if ([...headers.keys()].some((header) => header.startsWith('ce-'))) fault('attributes of an event')
      if (status === 500) fault('not tried again by a source')
      if (status >= 400 && !type?.startsWith('text/html') && !/^[^\n]{0,1000}\n?$/.test(text)) fault('a long body')
    }
    expect(faults).toEqual([])
    expect([...statuses].length).toBeGreaterThan(2)
  })
})
