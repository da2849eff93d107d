import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { gcp } from './gcp.ts'

const context = { headers: new Headers(), receivedAtMs: Date.UTC(2026, 0, 1) }

function event(body: Json) {
  const [item] = normalise(gcp, structuredClone(body), context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const payload = {
  '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
  serviceName: 'storage.googleapis.com',
  methodName: 'storage.buckets.delete',
  resourceName: 'projects/_/buckets/b',
  authenticationInfo: { principalEmail: 'ann@example.com', principalSubject: 'user:ann@example.com' },
  requestMetadata: { callerIp: '192.0.2.7', callerSuppliedUserAgent: 'gcloud/500' },
  status: {},
}
const entry = {
  insertId: '1vfv897ejxgc2',
  logName: 'projects/p/logs/cloudaudit.googleapis.com%2Factivity',
  timestamp: '2026-02-03T04:05:06.789123456Z',
  resource: { type: 'gcs_bucket', labels: { project_id: 'p' } },
  severity: 'NOTICE',
  protoPayload: payload,
}
const withPayload = (more: JsonObject): JsonObject => ({ ...entry, protoPayload: { ...payload, ...more } })

describe('gcp', () => {
  it('reads who, whence, what, when and how it ended', () => {
    const { id, source, data } = event(entry)
    expect(source).toBe('/sources/gcp')
    expect(id.startsWith('1vfv897ejxgc2|projects/p/logs/cloudaudit.googleapis.com%2Factivity|2026-02-03T')).toBe(true)
    expect(data).toMatchObject({
      time: Date.UTC(2026, 1, 3, 4, 5, 6, 789),
      activity_name: 'storage.buckets.delete',
      status: 'Success',
      severity_id: 1,
      actor: {
        user: { name: 'ann@example.com', uid: 'user:ann@example.com', type: 'user', email_addr: 'ann@example.com' },
      },
      src_endpoint: { ip: '192.0.2.7' },
      http_request: { user_agent: 'gcloud/500' },
      resources: [{ type: 'gcs_bucket', name: 'projects/_/buckets/b', project_uid: 'p' }],
      logsource: { product: 'gcp', service: 'gcp.audit' },
      raw: entry,
    })
  })

  it.each([
    [{ code: 7, message: 'PERMISSION_DENIED' }, 'Failure', 3],
    [{ code: 5, message: 'not found' }, 'Failure', 2],
    [{ code: 0 }, 'Success', 1],
  ])('reads the status %j', (status, wanted, severity) => {
    const { data } = event(withPayload({ status }))
    expect([data.status, data.severity_id]).toEqual([wanted, severity])
  })

  it("takes the entry's own severity where that is graver", () => {
    expect(event({ ...entry, severity: 'CRITICAL' }).data.severity_id).toBe(5)
  })

  it('tells who acts as a service account from that account', () => {
    const sa = 'deploy@p.iam.gserviceaccount.com'
    const delegates = [{ firstPartyPrincipal: { principalEmail: 'eve@example.com' } }, { principalSubject: 'x' }]
    const { data } = event(
      withPayload({ authenticationInfo: { principalEmail: sa, serviceAccountDelegationInfo: delegates } }),
    )
    expect(data.actor.user.name).toBe('eve@example.com')
    expect(data.actor.impersonated).toEqual({ name: sa, type: 'serviceAccount', email_addr: sa })
  })

  it('names a federated identity by its subject', () => {
    const principalSubject = 'principal://iam.googleapis.com/projects/1/locations/global/pools/p/subject/s'
    const { user } = event(withPayload({ authenticationInfo: { principalSubject } })).data.actor
    expect(user).toEqual({ name: principalSubject, uid: principalSubject, type: 'federated' })
  })

  it('gives one entry the same id whatever way its time is written, and another act with its id another', () => {
    const { id } = event(entry)
    expect(event({ ...entry, timestamp: '2026-02-03 04:05:06.789123456Z' }).id).toBe(id)
    expect(event(withPayload({ methodName: 'storage.buckets.get' })).id).not.toBe(id)
    expect(event(withPayload({ authenticationInfo: { principalEmail: 'eve@example.com' } })).id).not.toBe(id)
  })

  it.each([
    ['core/v1/namespaces/n/pods/p/exec', { type: 'pods', name: 'p', namespace: 'n', subresource: 'exec' }],
    ['apps/v1/namespaces/n/deployments/d', { type: 'deployments', name: 'd', namespace: 'n', api_group: 'apps' }],
    ['core/v1/namespaces/n/pods', { type: 'pods', namespace: 'n' }],
    ['core/v1/nodes/x', { type: 'nodes', name: 'x' }],
    ['core/v1/namespaces/n', { type: 'namespaces', name: 'n', namespace: 'n' }],
    ['core/v1/namespaces/n/finalize', { type: 'namespaces', name: 'n', namespace: 'n', subresource: 'finalize' }],
    [undefined, { type: 'secrets' }],
  ])('reads the object of Kubernetes Engine from %j', (resourceName, wanted) => {
    const more = {
      methodName: 'io.k8s.core.v1.secrets.list',
      serviceName: 'k8s.io',
      resourceName: resourceName ?? null,
    }
    expect(event(withPayload(more)).data.resources).toEqual([wanted])
  })

  it("takes Kubernetes Engine's word that a request was forbidden", () => {
    const { data } = event({ ...entry, labels: { 'authorization.k8s.io/decision': 'forbid' } })
    expect([data.status, data.severity_id]).toEqual(['Failure', 3])
  })

  it('says what is missing', () => {
    const reasons = [{}, { protoPayload: {} }].map((body) => {
      const [item] = normalise(gcp, body, context)
      return item?.ok === false ? item.reason : ''
    })
    expect(reasons[0]).toContain('protoPayload is missing')
    expect(reasons[1]).toContain('protoPayload.methodName is missing')
  })

  it.each([
    [entry, 'gcp'],
    [{ protoPayload: { methodName: 'x' } }, 'gcp'],
    [{ protoPayload: { method: 'x' } }, 'json'],
    [{ protoPayload: { '@type': 'type.googleapis.com/other' } }, 'json'],
    [{ insertId: 'a', jsonPayload: { methodName: 'x' } }, 'json'],
    [{ protoPayload: ['methodName'] }, 'json'],
  ])('recognises %j as %s', (record, source) => {
    expect(recognise(undefined, record as JsonObject, context.headers).name).toBe(source)
  })

  it.each([
    [
      {
        ...entry,
        protoPayload: { methodName: 'a', authenticationInfo: 5, requestMetadata: [], status: 'x', resourceName: {} },
      },
    ],
    [{ ...entry, severity: 'constructor' }],
    [{ ...entry, resource: 'x', labels: null, severity: {}, timestamp: [], insertId: {} }],
    [withPayload({ authenticationInfo: { serviceAccountDelegationInfo: [null, 5] } })],
    [JSON.parse('{"protoPayload":{"methodName":"a","__proto__":{"status":{"code":7}}}}') as JsonObject],
  ])('makes an event of the hostile %j', (record) => {
    expect(event(record as Json).data).toMatchObject({ status: 'Success', severity_id: 1 })
  })
})
