import { PEOPLE } from '../company/people.ts'
import { oktaEvent, oktaUser } from '../systems/okta.ts'
import { type Scene, type Story, stranger } from './story.ts'

const VICTIMS = 4
const GUESSES = 2

/** Passwords of some people are guessed from ever other addresses, until Okta locks the accounts. */
export const oktaLockout: Story = {
  name: 'okta-lockout',
  rules: ['Many Okta Accounts Locked'],
  tell(random) {
    return random.sample(PEOPLE, VICTIMS).flatMap((actor): Scene[] => {
      const guess = () =>
        oktaEvent({
          actor,
          ...stranger(random),
          eventType: 'user.session.start',
          outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
        })
      return [
        ...Array.from({ length: GUESSES }, guess),
        oktaEvent({ actor, ...stranger(random), eventType: 'user.account.lock', target: [oktaUser(actor)] }),
      ]
    })
  },
}
