import { DOCUMENTS, SENSITIVE_DOCUMENTS } from '../company/assets.ts'
import { type Story, somebody, stranger } from './story.ts'

/** Someone logs in at home and, a moment later, on another continent: the session there is not theirs. */
export const impossibleTravel: Story = {
  name: 'impossible-travel',
  rules: ['Logins From Two Countries Within an Hour'],
  tell(random) {
    const atHome = { actor: somebody(random), resources: [] }
    const away = { ...atHome, ...stranger(random) }
    return [
      { ...atHome, activity: 'user.login' },
      { ...atHome, activity: 'file.read', resources: [{ type: 'file', name: random.pick(DOCUMENTS) }] },
      { ...away, activity: 'user.login' },
      { ...away, activity: 'file.read', resources: [{ type: 'file', name: random.pick(SENSITIVE_DOCUMENTS) }] },
    ]
  },
}
