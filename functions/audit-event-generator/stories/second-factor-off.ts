import { type Scene, type Story, somebody, stranger } from './story.ts'

const PROMPTS = 6

/** Someone is asked to confirm logins until they give in; the intruder then removes the second factor for good. */
export const secondFactorOff: Story = {
  name: 'second-factor-off',
  rules: [
    'Second Factor Requests Until Somebody Gives In',
    'Second Factor Switched Off',
    'Logins From Two Countries Within an Hour',
  ],
  tell(random) {
    const actor = somebody(random)
    const scene = { actor, ...stranger(random), resources: [] }
    const refused: Scene = { ...scene, activity: 'user.mfa.challenge', failed: true, detail: 'push_denied' }
    return [
      { actor, activity: 'user.login', resources: [] },
      ...Array.from({ length: PROMPTS }, () => refused),
      { ...scene, activity: 'user.mfa.challenge' },
      { ...scene, activity: 'user.mfa.disable', resources: [{ type: 'user', name: actor.name }] },
      { ...scene, ...stranger(random), activity: 'user.login' },
      { ...scene, activity: 'user.password.change' },
    ]
  },
}
