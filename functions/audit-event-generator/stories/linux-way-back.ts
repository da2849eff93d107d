import type { Random } from '../random.ts'
import { linuxUser } from '../systems/identities.ts'
import { HOSTS, linuxLine, sshLogin, sudo } from '../systems/linux.ts'
import { type Scene, type Story, somebody, stranger } from './story.ts'

const USUAL_LOGINS = 3
const MANAGEMENT_HOST = { ip: '10.20.0.5' }

/** A new user that may become root, and a job that runs on. */
const layWaysBack = (random: Random, host: string, user: string): Scene[] => {
  const helper = `sysd${random.hex(3)}`
  return [
    linuxLine({ host, program: 'crontab', message: `(${user}) REPLACE (${user})` }),
    linuxLine({
      host,
      program: 'useradd',
      message: `new user: name=${helper}, UID=1777, GID=1777, home=/home/${helper}, shell=/bin/bash, from=/dev/pts/0`,
    }),
    linuxLine({ host, program: 'usermod', message: `add '${helper}' to group 'sudo'` }),
  ]
}

/** root is used from where it never was, and the session is not closed. */
const becomeRoot = (random: Random, host: string, login: Parameters<typeof sshLogin>[0]): Scene[] => [
  ...Array.from({ length: USUAL_LOGINS }, () => sshLogin({ ...login, host, user: 'root', from: MANAGEMENT_HOST })),
  sshLogin({ ...login, host, user: 'root', from: { ip: `10.20.9.${1 + random.below(250)}` } }),
  linuxLine({
    host,
    program: 'sshd',
    message: 'pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)',
  }),
]

/** Someone logs in from a new place and makes sure that they can come back; then the log goes. */
export const linuxWayBack: Story = {
  name: 'linux-way-back',
  rules: [
    'Log File Destroyed With sudo',
    'New Linux User Made Administrator',
    'SSH Login as root From a New Address',
    'SSH Session of root Left Open for a Day',
    'Scheduled Jobs Changed After a Login From a New Address',
  ],
  tell(random) {
    const actor = somebody(random, 'platform')
    const host = random.pick(HOSTS)
    return [
      ...Array.from({ length: USUAL_LOGINS }, () => sshLogin({ actor, host })),
      sshLogin({ actor, host, ...stranger(random), method: 'password' }),
      ...layWaysBack(random, host, linuxUser(actor)),
      ...becomeRoot(random, host, { actor, host }),
      sudo({ actor, host, command: '/usr/bin/truncate -s 0 /var/log/auth.log' }),
    ]
  },
}
