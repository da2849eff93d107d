import { REPOSITORIES } from '../company/assets.ts'
import { type Scene, type Story, somebody } from './story.ts'

const DELETED = 2

/** Someone's last day: they take a copy of what they wrote, and delete it for everybody else. */
export const partingShot: Story = {
  name: 'parting-shot',
  rules: ['Repository or Database Deleted'],
  tell(random) {
    const actor = somebody(random, 'engineer', 'platform')
    const repositories = random.sample(REPOSITORIES, DELETED).map((name) => [{ type: 'repository', name }])
    return [
      { actor, activity: 'user.login', resources: [] },
      ...repositories.map((resources): Scene => ({ actor, activity: 'repository.clone', resources })),
      ...repositories.map((resources): Scene => ({ actor, activity: 'repository.delete', resources })),
    ]
  },
}
