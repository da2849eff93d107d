import { BREAK_GLASS } from '../company/people.ts'
import { type Story, somebody } from './story.ts'

/** Someone takes the emergency account out of its seal, makes themselves administrator and blinds the audit log. */
export const privilegeEscalation: Story = {
  name: 'privilege-escalation',
  rules: [
    'Login as an Emergency Account',
    'Administrator Role Granted',
    'Account Created',
    'Account Added to an Administrators Group',
    'API Key Created for Another User',
    'Audit Log Disabled',
    'Account Created, Made Powerful and Given a Key',
    'Emergency Account Used Without a Ticket',
  ],
  tell(random) {
    const insider = somebody(random, 'engineer', 'support', 'platform')
    const scene = { actor: BREAK_GLASS, userAgent: insider.userAgent }
    const helper = { type: 'user', name: `maintenance.${random.hex(4)}` }
    return [
      { ...scene, activity: 'user.login', resources: [] },
      { ...scene, activity: 'role.list', resources: [] },
      {
        ...scene,
        activity: 'role.grant',
        resources: [
          { type: 'role', name: 'administrator' },
          { type: 'user', name: insider.name },
        ],
      },
      { actor: insider, activity: 'user.create', resources: [helper] },
      { actor: insider, activity: 'group.member.add', resources: [{ type: 'group', name: 'platform-admins' }, helper] },
      {
        actor: insider,
        activity: 'api_key.create',
        resources: [{ type: 'api_key', name: `hik_${random.hex(6)}` }, helper],
      },
      { actor: insider, activity: 'audit_log.disable', resources: [{ type: 'audit_log', name: 'company-trail' }] },
    ]
  },
}
