import { describe, expect, it } from 'vitest'
import { at, type JsonObject } from '../record.ts'
import { toEcs } from './ecs.ts'
import { everyClass, identified } from './testing.ts'

/** Values that ECS allows, with the types that it expects for each category: schemas/event.yml of github.com/elastic/ecs. */
const EXPECTED_TYPES: Record<string, string> = {
  api: 'access admin allowed change creation deletion denied end info start user',
  authentication: 'start end info',
  iam: 'admin change creation deletion group info user',
}
/** Fields by schemas/*.yml of the same, for each set of fields that the view uses. */
const FIELDS: Record<string, string> = {
  ecs: 'version',
  event: 'id kind category type action outcome severity reason provider module dataset original',
  error: 'code',
  user: 'id name email effective target',
  source: 'ip domain address geo',
  user_agent: 'original',
  related: 'ip user hosts',
  cloud: 'provider account',
  orchestrator: 'type namespace resource',
}

describe('the view of ECS', () => {
  it.each(everyClass.map((event) => [event.data.class_uid, event.data.activity_name, event] as const))(
    'has known fields and allowed values alone, class %i: %s',
    (_, __, event) => {
      const { '@timestamp': time, message: _message, auditflow, ...sets } = toEcs(event)
      expect([time, at(auditflow, 'class_uid')]).toEqual(['2026-01-01T00:00:00.000Z', event.data.class_uid])
      for (const [set, fields] of Object.entries(sets))
        expect([
          set,
          Object.keys(fields as JsonObject).filter((key) => !FIELDS[set]?.split(' ').includes(key)),
        ]).toEqual([set, []])
      const { kind, outcome, category = [], type } = sets['event'] as Record<string, string[]>
      expect([kind, ['success', 'failure', 'unknown']]).toEqual(['event', expect.arrayContaining([outcome])])
      for (const name of category as string[])
        expect(EXPECTED_TYPES[name]?.split(' ')).toEqual(expect.arrayContaining(type as string[]))
      expect(JSON.stringify(sets)).not.toMatch(/null|\{\}|\[\]/)
    },
  )

  it('says who, whence, what and on what', () => {
    const data = {
      actor: { user: { name: 'ann', uid: '7', email_addr: 'a@x', account_uid: '123' }, impersonated: { name: 'root' } },
    }
    expect(toEcs(identified({ ...data, logsource: { product: 'aws', service: 'cloudtrail' } }))).toMatchObject({
      event: {
        id: 'e-1',
        action: 'repo.create',
        category: ['api'],
        type: ['creation'],
        provider: 'P',
        dataset: 'aws.cloudtrail',
        original: '{"a":1}',
      },
      user: { id: '7', name: 'ann', email: 'a@x', effective: { name: 'root' } },
      source: {
        ip: '192.0.2.1',
        geo: { country_iso_code: 'NO', city_name: 'Oslo', location: { lat: 59.9, lon: 10.7 } },
      },
      user_agent: { original: 'curl/8' },
      related: { ip: ['192.0.2.1'], user: ['ann', 'a@x', '7', 'root'] },
      cloud: { provider: 'aws', account: { id: '123' } },
    })
  })

  it('names the account that was changed, and what Kubernetes was asked about', () => {
    const user = identified({ class_uid: 3001, activity_name: 'DeleteUser', resources: [{ name: 'bob', uid: '8' }] })
    expect(toEcs(user)).toMatchObject({
      user: { target: { id: '8', name: 'bob' } },
      event: { type: ['user', 'deletion'] },
    })
    const pod = { type: 'pods', name: 'x', namespace: 'prod' }
    const asked = toEcs(identified({ logsource: { product: 'kubernetes', service: 'audit' }, resources: [pod] }))
    expect(asked).toMatchObject({
      orchestrator: { type: 'kubernetes', namespace: 'prod', resource: { type: 'pods', name: 'x' } },
    })
  })
})
