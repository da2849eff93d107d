import { describe, expect, it } from 'vitest'
import { interpret } from './programs.ts'

const of = (program: string, message: string, module?: string) => {
  const { reading } = interpret({ program, message, module })
  return JSON.parse(JSON.stringify(reading)) as Record<string, unknown>
}
const refused = { status: 'Failure' }
const done = { status: 'Success' }

describe('what a program of a host writes', () => {
  it.each([
    [
      'Accepted publickey for ann from 192.0.2.1 port 4242 ssh2: ED25519 SHA256:abc',
      { ...done, user: 'ann', from: '192.0.2.1' },
    ],
    ['Failed password for invalid user  from 192.0.2.1 port 1 ssh2', { ...refused, user: '', from: '192.0.2.1' }],
    [
      'Failed password for invalid user a from 9.9.9.9 port 1 ssh2 from 192.0.2.1 port 2 ssh2',
      { user: 'a from 9.9.9.9 port 1 ssh2', from: '192.0.2.1' },
    ],
    [
      'Failed password for invalid user a from 9.9.9.9 port 1 ssh2: b from 192.0.2.1 port 2 ssh2',
      { from: '192.0.2.1' },
    ],
    [
      'Failed publickey for invalid user a from 9.9.9.9 port 1 ssh2: RSA SHA256:x from 192.0.2.1 port 2 ssh2: RSA SHA256:y',
      { from: '192.0.2.1' },
    ],
    [
      'Failed hostbased for ann from 192.0.2.1 port 2 ssh2: DSA 01:c0, client user "a from 9.9.9.9 port 1 ssh2"',
      { user: 'ann', from: '192.0.2.1' },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser=a rhost=9.9.9.9 rhost=192.0.2.1',
      { from: '192.0.2.1' },
    ],
    [
      'error: PAM: Authentication failure for ann from 192.0.2.1 via 192.0.2.9',
      { ...refused, user: 'ann', from: '192.0.2.1', detail: 'Authentication failure' },
    ],
    ['Invalid user eve from 9.9.9.9 from 2001:db8::1 port 4242', { user: 'eve from 9.9.9.9', from: '2001:db8::1' }],
    [
      'User ann from 192.0.2.1 not allowed because not listed in AllowUsers',
      { user: 'ann', detail: 'not listed in AllowUsers' },
    ],
    [
      'Connection closed by authenticating user a 9.9.9.9 port 1 192.0.2.1 port 2 [preauth]',
      { ...refused, from: '192.0.2.1' },
    ],
    [
      'Received disconnect from 2001:db8::1: 11: disconnected by user',
      { activity: 'sshd.disconnect', from: '2001:db8::1' },
    ],
    [
      'message repeated 3 times: [ Failed password for root from 192.0.2.1 port 1 ssh2]',
      { ...refused, user: 'root', from: '192.0.2.1' },
    ],
    ['Server listening on 0.0.0.0 port 22.', { activity: 'sshd' }],
  ])('sshd: %s', (message, expected) => {
    expect(of('sshd', message)).toMatchObject(expected)
  })

  it.each([
    [
      '  ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/bin/sh -c a ; b',
      { ...done, user: 'ann', as: 'root', command: '/bin/sh -c a ; b' },
    ],
    [
      'ann : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls',
      { ...refused, detail: 'user NOT in sudoers', command: '/bin/ls' },
    ],
    [
      'ann : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls',
      { ...refused, as: 'root' },
    ],
    [
      'ann : HOST=web-1 ; TTY=pts/0 ; PWD=/ ; USER=bob ; GROUP=adm ; ENV=A=1 ; COMMAND=list',
      { ...done, as: 'bob', command: 'list' },
    ],
    [
      'pam_unix(sudo:auth): authentication failure; logname=ann uid=1000 euid=0 tty=/dev/pts/0 ruser=ann rhost=  user=ann',
      { ...refused, user: 'ann', uid: '1000' },
    ],
    [
      'pam_unix(sudo:session): session opened for user root(uid=0) by ann(uid=1000)',
      { user: 'ann', uid: '1000', as: 'root' },
    ],
    ['unable to resolve host web-1', { activity: 'sudo' }],
  ])('sudo: %s', (message, expected) => {
    expect(of('sudo', message)).toMatchObject(expected)
  })

  it.each([
    ['su', 'FAILED SU (to root) ann on pts/0', { ...refused, user: 'ann', as: 'root' }],
    ['su', '(to root) ann on pts/0', { ...done, user: 'ann', as: 'root' }],
    ['su', '+ /dev/pts/0 ann:root', { ...done, user: 'ann', as: 'root' }],
    [
      'su',
      'pam_unix(su:auth): authentication failure; logname= uid=1000 euid=0 tty=pts/0 ruser=ann rhost=  user=root',
      { user: 'ann', as: 'root' },
    ],
    [
      'CRON',
      '(root) CMD (run-parts /etc/cron.hourly)',
      { activity: 'cron.job', user: 'root', command: 'run-parts /etc/cron.hourly' },
    ],
    ['crontab', '(ann) END EDIT (bob)', { activity: 'crontab.end_edit', user: 'ann', account: 'bob' }],
    [
      'useradd',
      'new user: name=eve, UID=1099, GID=1099, home=/home/eve, shell=/bin/bash, from=none',
      { ...done, activity: 'useradd', account: 'eve' },
    ],
    ['useradd', "failed adding user 'eve', data deleted", { ...refused, account: 'eve' }],
    ['usermod', "add 'eve' to group 'sudo'", { activity: 'usermod', account: 'eve', group: 'sudo', classUid: 3005 }],
    ['gpasswd', 'user eve added by root to group wheel', { account: 'eve', user: 'root', group: 'wheel' }],
    ['groupadd', 'new group: name=ops, GID=1100', { group: 'ops', classUid: 3001 }],
    ['passwd', "password for 'ann' changed by 'root'", { account: 'ann', user: 'root' }],
    ['passwd', 'pam_unix(passwd:chauthtok): password changed for ann', { activity: 'pam.password', account: 'ann' }],
    ['systemd-logind', 'New session 5 of user ann.', { activity: 'logind.session.new', session: '5', user: 'ann' }],
    [
      'systemd-logind',
      "New session '5' of user 'ann' with class 'user' and type 'tty'.",
      { session: '5', user: 'ann' },
    ],
    ['login', 'FAILED LOGIN 1 FROM tty1 FOR ann, Authentication failure', { ...refused, user: 'ann' }],
    ['login', 'ROOT LOGIN ON tty1', { ...done, user: 'root' }],
    [
      'doas',
      'ann ran command /bin/ksh as root from /home/ann',
      { ...done, user: 'ann', as: 'root', command: '/bin/ksh' },
    ],
    ['doas', 'failed command for ann: ls', { ...refused, user: 'ann', command: 'ls' }],
    [
      'dropbear',
      "Password auth succeeded for 'ann' from 192.0.2.1:4242",
      { ...done, user: 'ann', from: '192.0.2.1:4242' },
    ],
    [
      'dropbear',
      "[8] Jul 10 23:57:29 Exit before auth from <192.0.2.1:42>: (user 'ann', 10 fails): Max auth tries",
      { ...refused, user: 'ann' },
    ],
    [
      'vsftpd',
      '[ann] OK UPLOAD: Client "192.0.2.1", "/a.txt", 12 bytes',
      { activity: 'vsftpd.upload', file: '/a.txt' },
    ],
    ['vsftpd', '[ann] FAIL LOGIN: Client "192.0.2.1"', { ...refused, activity: 'vsftpd.login', user: 'ann' }],
    [
      'guacamole',
      '[x] WARN  o.a.g.r.auth.A - Authentication attempt from [192.0.2.1, 10.0.0.1] for user "ann" failed.',
      { ...refused, user: 'ann', from: '192.0.2.1' },
    ],
    [
      'guacamole',
      'org.slf4j.X warn\nWARNING: Authentication attempt from 192.0.2.1 for user "null" failed.',
      { ...refused, from: '192.0.2.1' },
    ],
    [
      'pure-ftpd',
      '(?@192.0.2.1) [WARNING] Authentication failed for user [ann]',
      { ...refused, user: 'ann', from: '192.0.2.1' },
    ],
    [
      'imapd',
      '(pam_unix) authentication failure; logname= uid=0 euid=0 tty=x ruser= rhost=192.0.2.1 user=b rhost=9.9.9.9',
      { from: '192.0.2.1' },
    ],
    ['/usr/sbin/CROND', '(ann) LIST (ann)', { activity: 'crontab.list' }],
    ['acme-agent', 'started', { activity: 'acme-agent' }],
  ])('%s: %s', (program, message, expected) => {
    expect(of(program, message)).toMatchObject(expected)
  })

  it('may name a module of PAM behind the program', () => {
    expect(of('su', 'session opened for user news by (uid=0)', 'pam_unix')).toMatchObject({ user: 'news' })
  })

  it('is read in a time that grows with its length alone', () => {
    const hostile = [' from ', 'rhost= ', ' ; ', "' from <", '[preauth]', '(((', 'user=', '""', ' port 1'].map(
      (part) => `Failed x for ${part.repeat(60_000)}`,
    )
    const programs = [
      'sshd',
      'sudo',
      'su',
      'dropbear',
      'vsftpd',
      'guacamole',
      'pure-ftpd',
      'usermod',
      'CRON',
      'login',
      'doas',
    ]
    const started = performance.now()
    for (const message of hostile) for (const program of programs) of(program, message)
    for (const message of hostile) of('x', `authentication failure; ${message}`)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
