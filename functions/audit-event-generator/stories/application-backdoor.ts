import { entraAudit, entraSignIn } from '../systems/entra.ts'
import { type Story, somebody } from './story.ts'

/** Someone gives an application rights over all mail and a password of their own, and opens the door for it. */
export const applicationBackdoor: Story = {
  name: 'application-backdoor',
  rules: [
    'Entra Application Given Rights, Then a Credential',
    'Credential Added to an Entra Application',
    'Entra Conditional Access Policy Weakened',
  ],
  tell(random) {
    const actor = somebody(random, 'it', 'platform', 'security')
    const change = { actor, category: 'ApplicationManagement' }
    const target = [{ type: 'ServicePrincipal', name: `Mail Archiver ${random.hex(4)}` }]
    return [
      entraSignIn({ actor, app: 'Azure Portal' }),
      entraAudit({ ...change, activity: 'Consent to application', target }),
      entraAudit({ ...change, activity: 'Add service principal credentials', target }),
      entraAudit({
        actor,
        category: 'Policy',
        activity: 'Update conditional access policy',
        target: [{ type: 'Policy', name: 'Require a second factor for all' }],
      }),
    ]
  },
}
