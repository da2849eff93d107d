import { REPOSITORIES } from '../company/assets.ts'
import { githubAction } from '../systems/github.ts'
import { type Story, somebody } from './story.ts'

/** An insider takes a repository's safeguards away one by one and pushes what nobody is to review. */
export const githubUnreviewedPush: Story = {
  name: 'github-unreviewed-push',
  rules: [
    'Branch Protection Left Off',
    'Branch Protection Removed, Then Pushed To',
    'Several Safeguards of a Repository Switched Off',
  ],
  tell(random) {
    const [actor, repo] = [somebody(random, 'engineer', 'platform'), random.pick(REPOSITORIES)]
    return [
      'repository_secret_scanning.disable',
      'repository_secret_scanning_push_protection.disable',
      'protected_branch.destroy',
      'git.push',
    ].map((action) =>
      githubAction({ actor, action, repo, ...(action === 'protected_branch.destroy' && { fields: { name: 'main' } }) }),
    )
  },
}
