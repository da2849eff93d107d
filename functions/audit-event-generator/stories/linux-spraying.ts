import { PEOPLE } from '../company/people.ts'
import { linuxUser } from '../systems/identities.ts'
import { HOSTS, sshLogin } from '../systems/linux.ts'
import { type Story, stranger } from './story.ts'

const USERS = 10
const COMMON = ['admin', 'oracle', 'test', 'ubuntu', 'postgres', 'git']

/** A list of user names is tried on one host after the other. */
export const linuxSpraying: Story = {
  name: 'linux-spraying',
  rules: [
    'Password Spraying From One Address',
    'SSH Logins Refused on Many Hosts From One Address',
    'SSH Logins Tried With Many User Names',
  ],
  tell(random) {
    const machine = stranger(random)
    const tries = [
      ...random.sample(PEOPLE, USERS).map((actor) => ({ actor, user: linuxUser(actor), unknown: false })),
      ...COMMON.map((user) => ({ actor: PEOPLE[0]!, user, unknown: true })),
    ]
    return tries.map((one, i) => sshLogin({ ...one, ...machine, host: HOSTS[i % HOSTS.length]!, failed: true }))
  },
}
