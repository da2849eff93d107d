import { PEOPLE } from '../company/people.ts'
import { type Scene, type Story, stranger } from './story.ts'

const VICTIMS = 9

/** One common password is tried on many accounts from one address, once each, and fits the last. */
export const passwordSpraying: Story = {
  name: 'password-spraying',
  rules: ['Password Spraying From One Address'],
  tell(random) {
    const machine = stranger(random)
    return random.sample(PEOPLE, VICTIMS).map((actor, position): Scene => {
      const login: Scene = { actor, ...machine, activity: 'user.login', resources: [] }
      return position === VICTIMS - 1 ? login : { ...login, failed: true, detail: 'invalid_password' }
    })
  },
}
