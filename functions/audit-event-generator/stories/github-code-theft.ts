import { REPOSITORIES } from '../company/assets.ts'
import { githubAction } from '../systems/github.ts'
import { type Scene, type Story, somebody, stranger } from './story.ts'

const MINUTE_MS = 60_000
/** So many actions make a country the account's own. */
const ACTIONS_AT_HOME = 24
const PARTS = ['', '-docs', '-tests', '-tools'] as const

/** An engineer's access token gets out: a stranger abroad clones all that it opens, while its owner works at home. */
export const githubCodeTheft: Story = {
  name: 'github-code-theft',
  rules: [
    'Account Active From a New Country',
    'Far More Clones Than Usual',
    'Many Repositories Cloned by One Account',
    'One Token in Two Distant Places',
  ],
  tell(random) {
    const actor = somebody(random, 'engineer', 'platform')
    const fields = {
      hashed_token: `${random.hex(42)}=`,
      programmatic_access_type: 'Personal access token (classic)',
      transport_protocol_name: 'http',
    }
    const atHome = (action: string, gapMs: number): Scene => ({
      ...githubAction({ actor, action, repo: random.pick(REPOSITORIES), fields }),
      gapMs,
    })
    const away = stranger(random)
    const taken = random.sample(
      REPOSITORIES.flatMap((name) => PARTS.map((part) => `${name}${part}`)),
      REPOSITORIES.length * PARTS.length,
    )
    return [
      atHome('git.clone', 0),
      ...Array.from({ length: ACTIONS_AT_HOME }, () =>
        atHome(random.pick(['git.fetch', 'git.push', 'pull_request.create']), 5 * MINUTE_MS),
      ),
      ...taken.map(
        (repo): Scene => ({
          ...githubAction({ actor, ...away, action: 'git.clone', repo, fields }),
          gapMs: MINUTE_MS / 4,
        }),
      ),
    ]
  },
}
