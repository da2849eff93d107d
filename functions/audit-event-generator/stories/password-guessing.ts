import { SENSITIVE_DOCUMENTS } from '../company/assets.ts'
import { type Scene, type Story, somebody, stranger, usualLogin, usualLogins } from './story.ts'

const GUESSES = 8

/** Someone's password is guessed from abroad until it fits. */
export const passwordGuessing: Story = {
  name: 'password-guessing',
  rules: [
    'Password Guessing Against One Account',
    'Password Guessed',
    'Logins Farther Apart Than Anybody Travels',
    'Login From a Country New to the User',
  ],
  tell(random) {
    const scene = { actor: somebody(random), ...stranger(random), resources: [] }
    const guess: Scene = { ...scene, activity: 'user.login', failed: true, detail: 'invalid_password' }
    return [
      ...usualLogins(usualLogin(scene.actor)),
      ...Array.from({ length: GUESSES }, () => guess),
      { ...scene, activity: 'user.login' },
      { ...scene, activity: 'file.read', resources: [{ type: 'file', name: random.pick(SENSITIVE_DOCUMENTS) }] },
    ]
  },
}
