import { type Scene, type Story, somebody, stranger, usualLogin, usualLogins } from './story.ts'

const PROMPTS = 6

/** Someone is asked to confirm logins until they give in; the intruder then removes the second factor for good. */
export const secondFactorOff: Story = {
  name: 'second-factor-off',
  rules: [
    'Second Factor Requests Until Somebody Gives In',
    'Second Factor Switched Off',
    'Second Factor Worn Down, Then Removed',
    'Second Factor Removed and Not Set Up Again',
    'Logins Farther Apart Than Anybody Travels',
    'Login From a Country New to the User',
  ],
  tell(random) {
    const actor = somebody(random)
    const scene = { actor, ...stranger(random), resources: [] }
    const refused: Scene = { ...scene, activity: 'user.mfa.challenge', failed: true, detail: 'push_denied' }
    return [
      ...usualLogins(usualLogin(actor)),
      ...Array.from({ length: PROMPTS }, () => refused),
      { ...scene, activity: 'user.mfa.challenge' },
      { ...scene, activity: 'user.mfa.disable', resources: [{ type: 'user', name: actor.name }] },
      { ...scene, ...stranger(random), activity: 'user.login' },
      { ...scene, activity: 'user.password.change' },
    ]
  },
}
