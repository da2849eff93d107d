import { linuxUser } from '../systems/identities.ts'
import { HOSTS, linuxLine, sshLogin, sudo } from '../systems/linux.ts'
import { type Story, somebody, stranger } from './story.ts'

const GUESSES = 12
const SUDO_REFUSED = 3
const COMMANDS = 22

/** A password is guessed over SSH; whoever has it finds out what sudo is good for. */
export const linuxGuessedPassword: Story = {
  name: 'linux-guessed-password',
  rules: [
    'Many Different Commands Run With sudo',
    'Password Guessed',
    'Password Guessing Against One Account',
    'SSH Password Guessed',
    'SSH Password Guessing Against One User',
    'sudo Refused Again and Again',
  ],
  tell(random) {
    const actor = somebody(random, 'engineer', 'platform')
    const host = random.pick(HOSTS)
    const user = linuxUser(actor)
    const login = { actor, host, ...stranger(random), method: 'password' as const }
    return [
      ...Array.from({ length: GUESSES }, () => sshLogin({ ...login, failed: true })),
      sshLogin(login),
      ...Array.from({ length: SUDO_REFUSED }, () =>
        linuxLine({
          host,
          program: 'sudo',
          message: `${user} : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/home/${user} ; USER=root ; COMMAND=/usr/bin/id`,
          failed: true,
        }),
      ),
      ...Array.from({ length: COMMANDS }, (_, i) =>
        sudo({ actor, host, command: `/usr/bin/cat /etc/${random.pick(['cron.d', 'ssh', 'ssl', 'pam.d'])}/${i}` }),
      ),
    ]
  },
}
