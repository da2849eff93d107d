import { REPOSITORIES } from '../company/assets.ts'
import { type Scene, type Story, somebody } from './story.ts'

/** Someone is refused what is none of their business, grants themselves the right and reads it. */
export const helpedThemselves: Story = {
  name: 'helped-themselves',
  rules: ['Denied, Then Granted to Oneself'],
  tell(random) {
    const actor = somebody(random, 'engineer', 'support', 'sales')
    const look: Scene = {
      actor,
      activity: 'config.read',
      resources: [{ type: 'service', name: random.pick(REPOSITORIES) }],
    }
    const refused: Scene = { ...look, failed: true, detail: 'access_denied' }
    return [
      refused,
      refused,
      {
        actor,
        activity: 'role.grant',
        resources: [
          { type: 'role', name: 'config-reader' },
          { type: 'user', name: actor.name },
        ],
      },
      look,
    ]
  },
}
