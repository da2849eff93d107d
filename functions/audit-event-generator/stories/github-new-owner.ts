import { REPOSITORIES } from '../company/assets.ts'
import { githubAction } from '../systems/github.ts'
import { after, type Scene, type Story, somebody, stranger } from './story.ts'

/** So many actions make a country the account's own. */
const ACTIONS_AT_HOME = 21

/** With an owner's session a stranger makes an account of their own an owner, and has every change sent elsewhere. */
export const githubNewOwner: Story = {
  name: 'github-new-owner',
  rules: [
    'Account Active From a New Country',
    'Account Created',
    'Administrator Role Granted',
    'Allow List of Addresses Switched Off',
    'Newcomer Made Owner of an Organisation',
    'Webhooks Created on Many Repositories',
  ],
  tell(random) {
    const actor = somebody(random, 'platform', 'it')
    const who = { actor, ...stranger(random) }
    const user = `hallberg-helper-${random.hex(3)}`
    const url = `https://collect-${random.hex(4)}.example/`
    return [
      ...Array.from(
        { length: ACTIONS_AT_HOME },
        (): Scene => after(4, githubAction({ actor, action: 'git.fetch', repo: random.pick(REPOSITORIES) })),
      ),
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
