import { REPOSITORIES } from '../company/assets.ts'
import { githubAction } from '../systems/github.ts'
import { type Story, somebody, stranger } from './story.ts'

/** With an owner's session a stranger makes an account of their own an owner, and has every change sent elsewhere. */
export const githubNewOwner: Story = {
  name: 'github-new-owner',
  rules: [
    'Account Created',
    'Administrator Role Granted',
    'Allow List of Addresses Switched Off',
    'Newcomer Made Owner of an Organisation',
    'Webhooks Created on Many Repositories',
  ],
  tell(random) {
    const who = { actor: somebody(random, 'platform', 'it'), ...stranger(random) }
    const user = `hallberg-helper-${random.hex(3)}`
    const url = `https://collect-${random.hex(4)}.example/`
    return [
      githubAction({ ...who, action: 'ip_allow_list.disable' }),
      githubAction({ ...who, action: 'org.invite_member', user }),
      githubAction({ ...who, action: 'org.add_member', user }),
      githubAction({
        ...who,
        action: 'org.update_member',
        user,
        fields: { permission: 'admin', old_permission: 'read' },
      }),
      ...REPOSITORIES.map((repo) =>
        githubAction({ ...who, action: 'hook.create', repo, fields: { config: { url }, events: ['push'] } }),
      ),
    ]
  },
}
