import type { Actor } from '../company/people.ts'
import { oktaEvent, oktaUser } from '../systems/okta.ts'
import { after, type Scene, type Story, somebody, stranger } from './story.ts'

const USUAL_CHANGES = 6

/** An administrator's day as before, by which it is known what they do. */
const usualChanges = (actor: Actor): Scene[] =>
  Array.from({ length: USUAL_CHANGES }, () =>
    after(
      1,
      oktaEvent({
        actor,
        eventType: 'group.user_membership.add',
        target: [oktaUser(actor), { type: 'UserGroup', alternateId: 'all-hands' }],
      }),
    ),
  )

/** An administrator of Okta has it trust a provider of their own, and logs in through it as one of the directors. */
export const oktaTakeover: Story = {
  name: 'okta-takeover',
  rules: [
    'Okta Administration of a Kind New to the User',
    'Okta API Token Created',
    'Okta Policy Switched Off',
    'Okta Identity Provider Added or Changed',
    'Okta Login Through an Identity Provider Just Added',
  ],
  tell(random) {
    const actor = somebody(random, 'it', 'security', 'platform', 'engineer')
    const director = somebody(random, 'executive')
    const provider = { type: 'IdentityProvider', alternateId: `idp-${random.hex(8)}` }
    const token = { type: 'Token', alternateId: `automation-${random.hex(4)}` }
    const policy = { type: 'PolicyRule', alternateId: 'Require a second factor outside the offices' }
    return [
      ...usualChanges(actor),
      after(1, oktaEvent({ actor, eventType: 'system.api_token.create', target: [token] })),
      oktaEvent({ actor, eventType: 'policy.rule.deactivate', target: [policy] }),
      oktaEvent({ actor, eventType: 'system.idp.lifecycle.create', target: [provider] }),
      oktaEvent({
        actor: director,
        ...stranger(random),
        eventType: 'user.authentication.auth_via_IDP',
        target: [provider, oktaUser(director)],
      }),
    ]
  },
}
