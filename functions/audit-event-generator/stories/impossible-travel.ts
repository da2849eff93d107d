import { DOCUMENTS, SENSITIVE_DOCUMENTS } from '../company/assets.ts'
import { type Story, somebody, stranger, usualLogin, usualLogins } from './story.ts'

/** Someone logs in at home and, a moment later, on another continent: the session there is not theirs. */
export const impossibleTravel: Story = {
  name: 'impossible-travel',
  rules: ['Logins Farther Apart Than Anybody Travels', 'Login From a Country New to the User'],
  tell(random) {
    const atHome = { actor: somebody(random), resources: [] }
    const away = { ...atHome, ...stranger(random) }
    return [
      ...usualLogins(usualLogin(atHome.actor)),
      { ...atHome, activity: 'file.read', resources: [{ type: 'file', name: random.pick(DOCUMENTS) }] },
      { ...away, activity: 'user.login' },
      { ...away, activity: 'file.read', resources: [{ type: 'file', name: random.pick(SENSITIVE_DOCUMENTS) }] },
    ]
  },
}
