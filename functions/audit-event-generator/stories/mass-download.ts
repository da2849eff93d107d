import { BUCKETS, SENSITIVE_DOCUMENTS } from '../company/assets.ts'
import { type Scene, type Story, somebody } from './story.ts'

const CUSTOMER_FILES = 24
const LARGEST_FILE = 20_000_000

/** Someone who is about to leave takes the customer files home and shares a confidential one with the outside. */
export const massDownload: Story = {
  name: 'mass-download',
  rules: [
    'Many Files Downloaded by One User',
    'Sensitive File Shared Outside',
    'Many Files Downloaded, Then One Shared Outside',
  ],
  tell(random) {
    const actor = somebody(random, 'sales', 'finance', 'support')
    const download = (name: string): Scene => ({
      actor,
      activity: 'file.download',
      bytes: 1 + random.below(LARGEST_FILE),
      resources: [{ type: 'file', name }],
    })
    return [
      { actor, activity: 'user.login', resources: [] },
      { actor, activity: 'storage.list', resources: [{ type: 'bucket', name: random.pick(BUCKETS) }] },
      ...Array.from({ length: CUSTOMER_FILES }, (_, i) => download(`sales/customers/2026-${random.hex(4)}-${i}.pdf`)),
      {
        actor,
        activity: 'file.share.external',
        resources: [{ type: 'file', name: random.pick(SENSITIVE_DOCUMENTS) }],
        detail: 'shared_outside',
        message: `${actor.name} shared a file with a private mailbox outside the company`,
      },
    ]
  },
}
