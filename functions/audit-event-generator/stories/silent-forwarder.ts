import { SENSITIVE_DOCUMENTS } from '../company/assets.ts'
import { MACHINES } from '../company/people.ts'
import { sudo } from '../systems/linux.ts'
import { after, type Scene, type Story, somebody } from './story.ts'

const SIGNS_OF_LIFE = 7

/** Someone stops what carries a host's log away, and then hands out a file. */
export const silentForwarder: Story = {
  name: 'silent-forwarder',
  rules: ['Log Forwarder Has Gone Silent', 'Sensitive File Shared Outside'],
  tell(random) {
    const insider = somebody(random, 'platform', 'it')
    const host = `edge-${random.hex(6)}`
    const actor = MACHINES.find(({ role }) => role === 'host') ?? insider
    const alive: Scene = { actor, activity: 'log_forwarder.heartbeat', resources: [{ type: 'host', name: host }] }
    return [
      ...Array.from({ length: SIGNS_OF_LIFE }, () => after(1, alive)),
      after(1, sudo({ actor: insider, host, command: '/opt/hallberg/forwarder pause' })),
      { actor: insider, activity: 'file.read', resources: [{ type: 'file', name: random.pick(SENSITIVE_DOCUMENTS) }] },
      {
        actor: insider,
        activity: 'file.share.external',
        resources: [{ type: 'file', name: random.pick(SENSITIVE_DOCUMENTS) }],
      },
    ]
  },
}
