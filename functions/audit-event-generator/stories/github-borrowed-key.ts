import { REPOSITORIES } from '../company/assets.ts'
import { githubAction } from '../systems/github.ts'
import { type Scene, type Story, somebody } from './story.ts'

const MINUTE_MS = 60_000

/** Someone adds a deploy key to a repository, takes its code with it, and wipes the trace. */
export const githubBorrowedKey: Story = {
  name: 'github-borrowed-key',
  rules: ['Deploy Key Added and Soon Removed'],
  tell(random) {
    const [actor, repo] = [somebody(random, 'engineer', 'support', 'it'), random.pick(REPOSITORIES)]
    const clone = (gapMs: number): Scene => ({
      ...githubAction({ actor, action: 'git.clone', repo, fields: { transport_protocol_name: 'ssh' } }),
      gapMs,
    })
    const fields = { title: 'ci', fingerprint: `SHA256:${random.hex(43)}`, read_only: true }
    return [
      githubAction({ actor, action: 'public_key.create', repo, fields }),
      clone(5 * MINUTE_MS),
      clone(10 * MINUTE_MS),
      { ...githubAction({ actor, action: 'public_key.delete', repo, fields }), gapMs: 20 * MINUTE_MS },
    ]
  },
}
