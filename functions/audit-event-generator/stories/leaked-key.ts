import { BACKUPS, BUCKETS, SECRET_OF_SERVICE, SECRETS } from '../company/assets.ts'
import { type Actor, SERVICES } from '../company/people.ts'
import type { Random } from '../random.ts'
import type { Activity } from '../vocabulary.ts'
import { after, type Scene, type Story, stranger } from './story.ts'

const DENIED_CALLS = 12
const SECRETS_READ = 6
const USUAL_READS = 5
const MACHINES = 6
const PROBES: readonly Activity[] = [
  'user.list',
  'role.list',
  'secret.list',
  'config.read',
  'instance.list',
  'storage.list',
]

type Call = (activity: Activity, type: string, name: string) => Scene

const lookAround = (call: Call, random: Random): Scene[] => [
  ...PROBES.map((activity) => call(activity, 'service', 'api')),
  ...Array.from({ length: DENIED_CALLS }, () => ({
    ...call(random.pick(PROBES), 'service', 'api'),
    failed: true,
    detail: 'access_denied',
  })),
]

const takeAndBreak = (call: Call, random: Random): Scene[] => {
  const bucket = random.pick(BUCKETS)
  return [
    ...[...random.sample(SECRETS, SECRETS_READ), `prod/vault-${random.hex(6)}`].map((name) =>
      call('secret.read', 'secret', name),
    ),
    {
      ...call('policy.change', 'bucket', bucket),
      message: `The policy of bucket ${bucket} now lets everyone read it: access is public`,
    },
    ...Array.from({ length: MACHINES }, () => call('instance.create', 'instance', `gpu-${random.hex(4)}`)),
    ...BACKUPS.map((name) => call('backup.delete', 'backup', name)),
  ]
}

/** An application's API key gets out: a stranger looks around with it, reads secrets, rents machines, deletes backups. */
export const leakedKey: Story = {
  name: 'leaked-key',
  rules: [
    'Service Account Used From Outside',
    'Many Denied API Calls by One User',
    'Many Different Secrets Read by One User',
    'Many Machines Created by One User',
    'Storage or Repository Opened to the Public',
    'Destructive Call With an API Key',
    'Backup Deleted',
    'Many Backups Deleted by One User',
    'Secret New to the Service That Reads It',
  ],
  tell(random) {
    const actor: Actor = random.pick(SERVICES)
    const machine = stranger(random)
    const call: Call = (activity, type, name) => ({ actor, ...machine, activity, resources: [{ type, name }] })
    const usualRead: Scene = {
      actor,
      activity: 'secret.read',
      resources: [{ type: 'secret', name: SECRET_OF_SERVICE[actor.name] ?? random.pick(SECRETS) }],
    }
    const usual = Array.from({ length: USUAL_READS }, () => after(1, usualRead))
    return [...usual, call('api_key.use', 'service', 'api'), ...lookAround(call, random), ...takeAndBreak(call, random)]
  },
}
