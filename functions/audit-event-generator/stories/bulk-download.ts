import { after, type Scene, type Story, somebody } from './story.ts'

const ARCHIVES = 5
const LEAST_BYTES = 500_000_000
const MORE_BYTES = 400_000_000

/** Someone takes a few archives, each as large as a hundred ordinary files together. */
export const bulkDownload: Story = {
  name: 'bulk-download',
  rules: ['Very Much Data Downloaded by One User'],
  tell(random) {
    const actor = somebody(random, 'engineer', 'platform', 'marketing')
    const archive = (): Scene => ({
      actor,
      activity: 'file.download',
      resources: [{ type: 'file', name: `archive/measurements-${random.hex(4)}.tar` }],
      bytes: LEAST_BYTES + random.below(MORE_BYTES),
    })
    return [
      { actor, activity: 'user.login', resources: [] },
      ...Array.from({ length: ARCHIVES }, () => after(4, archive())),
    ]
  },
}
