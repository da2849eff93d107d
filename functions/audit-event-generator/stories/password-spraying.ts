import { PEOPLE } from '../company/people.ts'
import { type Scene, type Story, stranger, usualLogin, usualLogins } from './story.ts'

const VICTIMS = 9

/** One common password is tried on many accounts from one address, once each, and fits the last. */
export const passwordSpraying: Story = {
  name: 'password-spraying',
  rules: [
    'Password Spraying From One Address',
    'Logins Farther Apart Than Anybody Travels',
    'Login From a Country New to the User',
  ],
  tell(random) {
    const machine = stranger(random)
    const victims = random.sample(PEOPLE, VICTIMS)
    return [
      ...victims.slice(-1).flatMap((actor) => usualLogins(usualLogin(actor))),
      ...victims.map((actor, position): Scene => {
        const login: Scene = { actor, ...machine, activity: 'user.login', resources: [] }
        return position === VICTIMS - 1 ? login : { ...login, failed: true, detail: 'invalid_password' }
      }),
    ]
  },
}
