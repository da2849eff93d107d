import { oktaEvent } from '../systems/okta.ts'
import { after, type Scene, type Story, somebody, stranger } from './story.ts'

/** Someone's session cookie is taken from their computer and opens the company's applications elsewhere. */
export const stolenSession: Story = {
  name: 'stolen-session',
  rules: ['Okta Session Used From Two Addresses'],
  tell(random) {
    const actor = somebody(random)
    const session = `trs${random.hex(20)}`
    const open = (app: string, machine: ReturnType<typeof stranger> | object): Scene =>
      oktaEvent({
        actor,
        ...machine,
        session,
        eventType: 'user.authentication.sso',
        target: [{ type: 'AppInstance', alternateId: app }],
      })
    const thief = stranger(random)
    return [
      oktaEvent({ actor, session, eventType: 'user.session.start' }),
      open('GitHub', {}),
      after(9, open('Slack', thief)),
      open('Payroll', thief),
    ]
  },
}
