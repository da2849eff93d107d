import { type AuditEvent, OCSF_VERSION } from '../../events/audit-event.ts'
import type { Identified } from './ocsf.ts'

/** An audit event with its identity, and whatever a test says of it. */
export function identified(data: Partial<AuditEvent> = {}): Identified {
  return {
    id: 'e-1',
    source: '/sources/test',
    data: {
      time: Date.UTC(2026, 0, 1),
      activity_name: 'repo.create',
      class_uid: 6003,
      severity_id: 1,
      status: 'Success',
      actor: { user: { name: 'ann', uid: '7', type: 'User', arn: 'arn:x', account_uid: '123' } },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'NO', city: 'Oslo', lat: 59.9, long: 10.7 } },
      http_request: { user_agent: 'curl/8' },
      resources: [{ type: 'repo', name: 'o/r', uid: '9', subresource: 's' }],
      metadata: { version: OCSF_VERSION, product: { name: 'P', vendor_name: 'V' }, uid: 'own-1', time_note: 'n' },
      logsource: { product: 'p', service: 's' },
      raw: { a: 1 },
      ...data,
    },
  }
}

const bare: Partial<AuditEvent> = { actor: { user: {} }, src_endpoint: {}, resources: [], http_request: undefined }

/** Of each class, an event that says all and one that says nothing. */
export const everyClass: Identified[] = [0, 3001, 3002, 3005, 6003, 4001].flatMap((class_uid) =>
  [
    'repo.create',
    'ConsoleLogin',
    'user.logout',
    'DeleteUser',
    'user.mfa.factor.deactivate',
    'UpdatePassword',
    'user.account.reset_password',
    'org.add_member',
    'RemoveUserFromGroup',
    'list',
    'x',
  ].flatMap((activity_name) => [
    identified({ class_uid, activity_name }),
    identified({
      class_uid,
      activity_name,
      status: 'Failure',
      severity_id: 3,
      status_code: '403',
      ...bare,
    } as Partial<AuditEvent>),
  ]),
)
