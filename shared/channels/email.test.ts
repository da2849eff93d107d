import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../functions/audit-event-webhook/testing/make-certificate.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { parseEgressAllow } from '../notify/egress-allow.ts'
import { configOf, LINKS } from '../notify/formats/testing/entries.ts'
import { notice, noticeAlert } from '../notify/formats/testing/notices.ts'
import { openChannel } from './open-channel.ts'
import { addressesOf, type SmtpReceiver, startSmtp } from './testing/smtp.ts'

const HOST = 'mail.example.org'
const DAY_MS = 86_400_000
const certificate = makeCertificate(HOST, Date.now() - DAY_MS, Date.now() + DAY_MS)
const TLS = { cert: certificate.pem, key: certificate.privateKeyPem }
const NOW = Date.UTC(2026, 10, 25, 12)

const servers: SmtpReceiver[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(options: SMTPServerOptions = {}): Promise<SmtpReceiver> {
  const server = await startSmtp({ ...TLS, ...options })
  servers.push(server)
  return server
}

const ca = { tls_config: { ca_file: 'ca' } }

function open(
  port: number,
  entry: Record<string, unknown> = {},
  over: Partial<Parameters<typeof openChannel>[1]> = {},
) {
  const config = configOf('email', { ...ca, ...entry, smarthost: `${HOST}:${port}` }, () => certificate.pem)
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  return openChannel(config, { log: keepingLog(), allow: parseEgressAllow(HOST), links: LINKS, resolve, ...over })
}

describe('a mail', () => {
  it('arrives over TLS, as text and HTML, with a subject, our links and an id that a second try has again', async () => {
    const server = await start()
    const channel = open(server.port, { to: 'ops@example.org, Ann <ann@example.org>' })
    expect(await channel.send(notice(), NOW)).toEqual({ kind: 'sent' })
    expect(await channel.send(notice(), NOW + 5_000)).toEqual({ kind: 'sent' })
    const [first, second] = server.taken
    expect(first).toMatchObject({
      from: 'audit@example.org',
      to: ['ops@example.org', 'ann@example.org'],
      isSecure: true,
    })
    const { mail } = first!
    expect(mail.subject).toBe('[high] Root account used')
    expect(addressesOf(mail.to)).toEqual(['ops@example.org', 'ann@example.org'])
    expect(mail.text).toMatch(/Acknowledge: https:\/\/audit\.example\.org\/act\/[\w-]+\n/)
    expect(mail.html).toMatch(/<a href="https:\/\/audit\.example\.org\/act\/[\w-]+">Acknowledge<\/a>/)
    expect(mail.messageId).toBe('<5f0c2c3e-1111-4222-8333-944455556666@example.org>')
    expect(second!.mail.messageId).toBe(mail.messageId)
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
  })

  it("has a user's own subject, headers and texts, and hangs together as a thread where that is wanted", async () => {
    const server = await start()
    const entry = {
      headers: { subject: '{{alertname}}: {{key}}', 'X-Team': 'night' },
      text: 'Only {{summary}}',
      threading: { enabled: true },
    }
    await open(server.port, entry).send(notice(), NOW)
    const { mail } = server.taken[0]!
    expect(mail.subject).toBe('Root account used: actor.user.name=ann')
    expect(mail.headers.get('x-team')).toBe('night')
    expect(mail.text).toMatch(/^Only Root account used by/)
    expect(mail.html).toBe(false)
    expect(mail.references).toBe(mail.inReplyTo)
  })

  it('tells of what is over without links that act', async () => {
    const server = await start()
    const over = notice({ kind: 'resolved', alerts: [noticeAlert({ status: 'resolved' })] })
    await open(server.port).send(over, NOW)
    const { mail } = server.taken[0]!
    expect(mail.subject).toBe('[resolved] Root account used')
    expect(mail.text).toContain('/alerts/')
    expect(`${mail.text}${mail.html}`).not.toContain('/act/')
  })

  it('is sent by who has logged in', async () => {
    const server = await start()
    const channel = open(server.port, { auth_username: 'audit', auth_password: 'right' })
    expect(await channel.send(notice(), NOW)).toEqual({ kind: 'sent' })
    expect(server.taken[0]!.user).toBe('audit')
  })

  it('goes by TLS from the first byte where that is asked for', async () => {
    const server = await start({ secure: true })
    expect(await open(server.port, { force_implicit_tls: true }).send(notice(), NOW)).toEqual({ kind: 'sent' })
    expect(server.taken[0]!.isSecure).toBe(true)
  })
})

describe('a mail server in trouble', () => {
  const refusing = (responseCode: number): SMTPServerOptions => ({
    onRcptTo: (_, __, done) => done(Object.assign(new Error('hidden text of the server'), { responseCode })),
  })

  it.each([
    [450, 'passing'],
    [451, 'passing'],
    [550, 'permanent'],
    [553, 'permanent'],
  ])('answering %i is %s', async (code, kind) => {
    const server = await start(refusing(code))
    const answer = await open(server.port).send(notice(), NOW)
    expect(answer).toEqual({ kind, reason: `${HOST}:${server.port} answered ${code}` })
  })

  it('that refuses the password is not asked again, and the password is not told', async () => {
    const server = await start()
    const answer = await open(server.port, { auth_username: 'audit', auth_password: 'wrong-hidden' }).send(
      notice(),
      NOW,
    )
    expect(answer).toEqual({ kind: 'permanent', reason: `${HOST}:${server.port} answered 535` })
  })

  it('that can not speak TLS gets no mail and no password, unless it may', async () => {
    const server = await start({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] })
    const answer = await open(server.port, { auth_username: 'audit', auth_password: 'right' }).send(notice(), NOW)
    expect(answer).toMatchObject({
      kind: expect.stringMatching(/passing|permanent/),
      reason: expect.stringContaining(HOST),
    })
    expect(server.taken).toEqual([])
    expect(await open(server.port, { require_tls: false }).send(notice(), NOW)).toEqual({ kind: 'sent' })
    expect(server.taken[0]!.isSecure).toBe(false)
  })

  it('with a certificate of nobody known gets no mail', async () => {
    const server = await start()
    const answer = await open(server.port, { tls_config: {} }).send(notice(), NOW)
    expect(answer).toEqual({
      kind: 'passing',
      reason: `${HOST}:${server.port} has a certificate that is not trusted`,
    })
    expect(server.taken).toEqual([])
    // As a relay of one's own often has; who may do without TLS may do with that.
    const lax = { tls_config: {}, require_tls: false }
    expect(await open(server.port, lax).send(notice(), NOW)).toEqual({ kind: 'sent' })
    expect(server.taken[0]!.isSecure).toBe(true)
    const secure = await start({ secure: true })
    expect(await open(secure.port, { ...lax, force_implicit_tls: true }).send(notice(), NOW)).toMatchObject({
      kind: 'passing',
    })
  })

  it('that does not answer is given up in time', async () => {
    const server = await start({ onConnect: () => undefined })
    const answer = await open(server.port, {}, { timeoutMs: 300 }).send(notice(), NOW)
    expect(answer).toEqual({ kind: 'passing', reason: `${HOST}:${server.port} gave no answer within 0.3 s` })
  })

  it('that is not there is tried again', async () => {
    const server = await start()
    await server.close()
    servers.length = 0
    const answer = await open(server.port).send(notice(), NOW)
    expect(answer).toEqual({ kind: 'passing', reason: `${HOST}:${server.port} could not be reached (ECONNREFUSED)` })
  })

  it('on an address that is not allowed is not connected to', async () => {
    const server = await start()
    const answer = await open(server.port, {}, { allow: parseEgressAllow('') }).send(notice(), NOW)
    expect(answer).toEqual({
      kind: 'passing',
      reason: `${HOST}:${server.port} means 127.0.0.1, no public address, and AUDITFLOW_EGRESS_ALLOW doesn't name it`,
    })
  })
})
