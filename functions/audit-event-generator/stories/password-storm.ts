import { PEOPLE } from '../company/people.ts'
import { entraSignIn } from '../systems/entra.ts'
import { after, type Story, stranger, usualLogins } from './story.ts'

const WRONG_PASSWORD = 50_126
const TRIES = 24

/** A password is tried on everybody, each time from another address, and fits where no second factor is asked for. */
export const passwordStorm: Story = {
  name: 'password-storm',
  rules: [
    'Failed Entra Sign-ins Far Above the Usual',
    'Entra Sign-in With an Old Protocol',
    'Logins Farther Apart Than Anybody Travels',
    'Login From a Country New to the User',
  ],
  tell(random) {
    const [victim, ...others] = random.sample(PEOPLE, TRIES + 1)
    if (victim === undefined) return []
    const tries = others.map((actor) => entraSignIn({ actor, ...stranger(random), errorCode: WRONG_PASSWORD }))
    const mistyped = entraSignIn({ actor: victim, errorCode: WRONG_PASSWORD })
    return [
      mistyped,
      ...usualLogins(entraSignIn({ actor: victim })),
      ...tries.map((scene) => after(0.2, scene)),
      entraSignIn({
        actor: victim,
        ...stranger(random),
        app: 'Office 365 Exchange Online',
        clientApp: 'IMAP4',
        requirement: 'singleFactorAuthentication',
      }),
    ]
  },
}
