import { REPOSITORIES } from '../company/assets.ts'
import { githubAction } from '../systems/github.ts'
import { type Story, somebody } from './story.ts'

/** On the last day somebody deletes the repositories that they can delete: all of them. */
export const githubWreckage: Story = {
  name: 'github-wreckage',
  rules: ['Many Repositories Deleted by One Account', 'Repository or Database Deleted'],
  tell(random) {
    const actor = somebody(random, 'engineer', 'platform', 'it')
    return REPOSITORIES.map((repo) =>
      githubAction({ actor, action: 'repo.destroy', repo, fields: { visibility: 'private' } }),
    )
  },
}
