import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { slack } from './slack.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function event(body: Json) {
  const [item] = normalise(undefined, body, context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const entry = {
  id: '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e',
  date_create: 1772712000,
  action: 'user_session_reset_by_admin',
  actor: { type: 'user', user: { id: 'W1', name: 'ann', email: 'ann@example.com', team: 'T1' } },
  entity: { type: 'user', user: { id: 'W2', name: 'bob', email: 'bob@example.com' } },
  context: {
    ip_address: '192.0.2.1',
    ua: 'Firefox',
    location: { type: 'workspace', id: 'T1', name: 'Example', domain: 'example' },
  },
}
const callback = {
  type: 'event_callback',
  team_id: 'T061EG9R6',
  api_app_id: 'A1',
  event_id: 'Ev08MFMKH61',
  event_time: 1772712000,
  event: {
    type: 'channel_rename',
    user: 'U1',
    channel: { id: 'C1', name: 'finance', creator: 'U9' },
    event_ts: '1772712000.123456',
  },
}

describe('slack audit log', () => {
  it('reads who, whence, what and upon whom', () => {
    const { id, source, data } = event(entry)
    expect(id).toMatch(/^0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e\/[0-9a-f]{16}$/)
    expect(source).toBe('/sources/slack')
    expect(data).toMatchObject({
      activity_name: 'user_session_reset_by_admin',
      time: Date.UTC(2026, 2, 5, 12),
      status: 'Success',
      actor: { user: { name: 'ann@example.com', uid: 'W1', type: 'user', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.1' },
      http_request: { user_agent: 'Firefox' },
      resources: [
        { type: 'user', name: 'bob@example.com', uid: 'W2' },
        { type: 'workspace', name: 'Example', uid: 'T1' },
      ],
      logsource: { product: 'slack', service: 'audit' },
    })
  })

  it('knows an entry of the answer of the API again', () => {
    expect(event({ entries: [entry], response_metadata: { next_cursor: '' } }).id).toBe(event(entry).id)
  })

  it('takes what failed for a failure', () => {
    expect(event({ ...entry, action: 'user_login_failed' }).data).toMatchObject({ status: 'Failure', severity_id: 3 })
  })
})

describe('slack events', () => {
  it('reads who, what and upon what', () => {
    const { id, data } = event(callback)
    expect(id).toMatch(/^T061EG9R6\/Ev08MFMKH61\/[0-9a-f]{16}$/)
    expect(data).toMatchObject({
      activity_name: 'channel_rename',
      time: 1772712000123,
      status: 'Success',
      actor: { user: { name: 'U1', uid: 'U1', type: 'user' } },
      resources: [
        { type: 'channel', name: 'finance', uid: 'C1' },
        { type: 'workspace', uid: 'T061EG9R6' },
      ],
      metadata: { uid: 'Ev08MFMKH61' },
      logsource: { product: 'slack', service: 'events' },
      raw: callback,
    })
  })

  it('knows a delivery again, and not another of the same team', () => {
    expect(event(structuredClone(callback)).id).toBe(event(callback).id)
    expect(event({ ...callback, event_id: 'Ev08MFMKH62' }).id).not.toBe(event(callback).id)
  })

  it('reads a user who joined, and a creator', () => {
    const user = { id: 'U2', name: 'bob', is_bot: false, profile: { email: 'bob@example.com' } }
    expect(event({ ...callback, event: { type: 'team_join', user } }).data).toMatchObject({
      actor: { user: { name: 'bob@example.com', uid: 'U2' } },
      resources: [{ type: 'user', name: 'bob' }, {}],
    })
    const created = { type: 'channel_created', channel: { id: 'C1', name: 'x', creator: 'U9' } }
    expect(event({ ...callback, event: created }).data.actor.user.uid).toBe('U9')
  })

  it('names a file by its id', () => {
    const shared = { type: 'file_shared', user_id: 'U1', file_id: 'F1' }
    expect(event({ ...callback, event: shared }).data.resources[0]).toEqual({ type: 'file', name: 'F1', uid: 'F1' })
  })
})

describe('slack', () => {
  it.each<[string, { [key: string]: Json }]>([
    ['an application with actor and context', { action: 'a', actor: { type: 'user', id: 1 }, context: { ua: 'x' } }],
    ['one without a user agent', { ...entry, context: { location: {} } }],
    ['another callback', { type: 'event_callback', event: { type: 'x' } }],
    ['an actor of another kind', { ...entry, actor: { type: 'user', person: {} } }],
  ])('is not mistaken for %s', (_, other) => {
    expect(slack.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and says what is missing', () => {
    expect(slack.normalise({ action: 'a', actor: 5, entity: [], context: 'x' }, context)).toHaveProperty('data')
    expect(
      slack.normalise({ type: 'event_callback', event: { type: 'x', user: [], channel: 1 } }, context),
    ).toHaveProperty('data')
    for (const unfit of [{}, { action: ' ' }, { type: 'event_callback', event: 'x' }])
      expect(slack.normalise(unfit, context)).toHaveProperty('reason')
  })
})
