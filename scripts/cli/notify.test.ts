import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Receiver, startReceiver } from '../../shared/channels/testing/receiver.ts'
import { writeFiles } from '../../shared/rules/testing/write-files.ts'
import { extendBy, findingOf } from '../../shared/store/alerts/testing.ts'
import { saved } from '../../shared/store/silences/testing.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { NOW, run } from './testing.ts'

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const LINKS = { AUDITFLOW_PUBLIC_URL: 'https://audit.example.org', AUDITFLOW_LINK_SECRET: 'ab'.repeat(32) }
const ALLOW = { AUDITFLOW_EGRESS_ALLOW: '127.0.0.1' }

let receiver: Receiver
let database: TestDatabase
let alertId: string
let file: string
let folder: string

beforeAll(async () => {
  receiver = await startReceiver()
  database = await createTestDatabase()
  const [alert] = await extendBy(database.sql, [findingOf('ann', [NOW - 60_000])], { nowMs: NOW - 60_000 })
  alertId = alert!.id
  folder = mkdtempSync(join(tmpdir(), 'notify-'))
  file = join(folder, 'routing.yml')
  writeFileSync(join(folder, 'secret.txt'), SECRET)
  writeFileSync(
    file,
    `
route:
  receiver: ops
  group_by: [alertname]
  repeat_interval: 3h
  escalation: [{ wait: 10m, receiver: page }]
receivers:
  - name: ops
    slack_configs:
      - { api_url: '${receiver.origin}/hidden-path', text: '*{{alertname}}* {{labels.user}}' }
      - { api_url: '${receiver.origin}/hidden-path' }
    console_configs: [{}]
  - name: page
    email_configs: [{ to: ann@example.org, from: audit@example.org, smarthost: 'mail.example.org:587', auth_password: hidden }]
    standard_webhook_configs: [{ url: '${receiver.origin}/hidden-path', secret_file: secret.txt }]
`,
  )
})
beforeEach(() => {
  receiver.received.length = 0
  receiver.reply = () => ({ status: 200, body: 'ok' })
})
afterAll(async () => {
  await receiver.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const notify = (args: string[], env: Record<string, string> = {}) =>
  run(['notify', ...args, '--routing', file], { ...ALLOW, ...env })

describe('auditflow notify test', () => {
  it('sends a test on the channel and says that it was taken', async () => {
    const { code, out, err } = await notify(['test', 'ops/slack/1'], LINKS)
    expect([code, out, err]).toEqual([0, ['ops/slack/1: sent'], []])
    const [message] = receiver.received
    expect(message!.path).toBe('/hidden-path')
    expect(message!.body).toContain('A test by AuditFlow: the channel ops/slack/1 works.')
  })

  it('takes a receiver or kind that has one channel, and the console', async () => {
    expect((await notify(['test', 'page/standard_webhook'])).out).toEqual(['page/standard_webhook/0: sent'])
    const { code, out } = await notify(['test', 'ops/console'])
    expect([code, out.at(-1)]).toEqual([0, 'ops/console/0: sent'])
    expect(out[0]).toContain('A test by AuditFlow')
  })

  it.each([
    [{ status: 500 }, 'answered 500. The service would try again'],
    [{ status: 429, headers: { 'retry-after': '30' } }, 'answered 429. The service would try again after 30 s'],
    [{ status: 404, body: 'no_service' }, 'answered 404 no_service. The service would not try again'],
    [{ status: 410 }, 'answered 410. The service would switch the channel off'],
  ])('says what %j means', async (reply, wanted) => {
    receiver.reply = () => reply
    const { code, out } = await notify(['test', 'ops/slack/0'])
    expect(code).toBe(1)
    expect(out).toEqual([`ops/slack/0: not sent: 127.0.0.1:${receiver.port} ${wanted}`])
  })

  it('without a routing file goes where AUDITFLOW_WEBHOOK_URL leads, as the service does', async () => {
    const env = { AUDITFLOW_WEBHOOK_URL: `${receiver.origin}/own`, AUDITFLOW_WEBHOOK_SECRET: SECRET }
    const { code, out } = await run(['notify', 'test', 'webhook'], env)
    expect([code, out]).toEqual([0, ['webhook/standard_webhook/0: sent']])
  })

  it('keeps to public addresses as the service does', async () => {
    const { code, out } = await notify(['test', 'ops/slack/0'], { AUDITFLOW_EGRESS_ALLOW: '' })
    expect([code, receiver.received]).toEqual([1, []])
    expect(out[0]).toContain('is no public address')
  })
})

describe('auditflow notify preview', () => {
  it('shows a request with the own texts and no secret, and sends nothing', async () => {
    const { code, out, err } = await notify(['preview', 'ops/slack/0', '--alert', alertId], {
      ...LINKS,
      DATABASE_URL: database.url,
    })
    expect([code, err]).toEqual([0, []])
    const text = out.join('\n')
    expect(out[0]).toBe(`POST ${receiver.origin}/<secret>`)
    expect(text).toContain('*A rule* ann')
    expect(text).toContain(`${LINKS.AUDITFLOW_PUBLIC_URL}/alerts/${alertId}`)
    expect(text).not.toContain('hidden')
    expect(receiver.received).toEqual([])
  })

  it.each([
    [[], 'Subject: [high] Example'],
    [['--example', '--kind', 'resolved'], 'Subject: [resolved] Example'],
    [['--kind', 'escalation'], 'Subject: [high, not acknowledged] Example'],
  ])('shows a mail for a made-up alert, %j', async (args, wanted) => {
    const { code, out } = await notify(['preview', 'page/email', ...args], LINKS)
    expect(code).toBe(0)
    expect(out).toContain(wanted)
    expect(out.join()).not.toContain('hidden')
  })

  it('shows signature and lines', async () => {
    const { out } = await notify(['preview', 'page/standard_webhook'])
    expect(out.join('\n')).toMatch(/webhook-signature: v1,/)
    expect(out.join('\n')).not.toContain(SECRET.slice(6))
    const digest = (await notify(['preview', 'page/email', '--kind', 'digest'])).out.join('\n')
    expect(digest).toContain('[high, digest] Example')
    expect(digest).toContain('2 notices together')
    expect((await notify(['preview', 'ops/console'])).out[0]).toMatch(/^warn alert \{"title":"Example"/)
  })
})

describe('auditflow notify route', () => {
  it('says who would be told of a made-up alert, and when', async () => {
    const { code, out } = await notify(['route', '--level', 'critical', '--label', 'product=aws'])
    expect(code).toBe(0)
    const text = out.join('\n')
    expect(text).toContain('Example (critical), product="aws"')
    expect(text).toContain('receiver  ops (')
    expect(text).toContain('group     alertname="Example"')
    expect(text).toMatch(/told {6}after 30s: firing to ops/)
    expect(text).toMatch(/told {6}after 10m30s: escalation 1 to page \(page\/email\/0, page\/standard_webhook\/0\)/)
    expect(text).toContain('repeats every 3h')
  })

  it('goes by a stored alert and by the silences of the database', async () => {
    const env = { DATABASE_URL: database.url }
    expect((await notify(['route', '--alert', alertId], env)).out.join('\n')).not.toContain('muted')
    const silence = await saved(database.sql, { matchers: 'user=ann', at: NOW })
    const { out } = await notify(['route', '--alert', alertId], env)
    expect(out[0]).toContain('A rule (high), ')
    expect(out.join('\n')).toContain(`muted     by the silence ${silence}`)
  })

  it('without a file is what the service does by itself', async () => {
    const { code, out } = await run(['notify', 'route', '--level', 'low'])
    expect(code).toBe(0)
    expect(out.join('\n')).toContain('receiver  console (console/console/0)')
  })
})

describe('auditflow notify check', () => {
  it('says that a file can be used', async () => {
    const { code, out } = await run(['notify', 'check', file])
    expect([code, out]).toEqual([0, [`${file} can be used: 2 receivers with 5 channels`]])
  })

  it('tells every fault with its line', async () => {
    const folder = writeFiles({
      'bad.yml': `route: { receiver: nobody }
receivers:
  - name: ops
    slack_configs:
      - api_url: hidden
        title: '{{ .CommonLabels.alertname }}'
    telegram_configs: [{ bot_token_file: nowhere, chat_id: 5 }]
`,
    })
    const bad = join(folder, 'bad.yml')
    const { code, out } = await run(['notify', 'check', bad])
    expect(code).toBe(1)
    expect(out.slice(0, -1).map((line) => line.slice(bad.length))).toEqual([
      expect.stringMatching(/^:1:\d+: route\.receiver: /),
      expect.stringMatching(/^:5:\d+: receivers\[0\]\.slack_configs\[0\]\.api_url: is no URL$/),
      expect.stringMatching(/^:6:\d+: receivers\[0\]\.slack_configs\[0\]\.title: line 1: is a Go template/),
      expect.stringMatching(/^:7:\d+: receivers\[0\]\.telegram_configs\[0\]\.bot_token.*can't be read/),
    ])
    expect(out.at(-1)).toBe("4 faults: the file can't be used")
    expect(out.join()).not.toContain('hidden')
  })
})

describe('a call that can not be done', () => {
  it.each<[string[], string]>([
    [['test'], 'auditflow notify test: a CHANNEL is needed'],
    [['test', 'a', 'b'], 'auditflow notify test: "b" is one argument too many'],
    [['test', 'nobody'], 'auditflow notify test: no one channel is called "nobody"; there are: ops/console/0, '],
    [['test', 'ops'], 'auditflow notify test: no one channel is called "ops"'],
    [['preview', 'ops/console', '--alert', 'x'], 'auditflow notify preview: DATABASE_URL: missing'],
    [
      ['preview', 'page/standard_webhook', '--kind', 'digest'],
      'auditflow notify preview: --kind: standard_webhook gets no digest',
    ],
    [['preview', 'ops/console', '--kind', 'x'], 'auditflow notify preview: --kind: none of firing'],
    [
      ['preview', 'ops/console', '--alert', 'x', '--example'],
      'auditflow notify preview: --alert and --example exclude',
    ],
    [['route', '--level', 'x'], 'auditflow notify route: --level: "x" is none of informational'],
    [['route', '--label', 'x'], 'auditflow notify route: --label: "x" is no name=value'],
    [['route', '--alert', 'x', '--level', 'low'], 'auditflow notify route: --alert is of a stored alert'],
    [['route', 'x'], 'auditflow notify route: "x" is one argument too many'],
  ])('%j is answered with the reason', async (args, wanted) => {
    const { code, err } = await notify(args)
    expect(code).toBe(2)
    expect(err[0]).toContain(wanted)
  })

  it.each([
    ['x', 'auditflow notify route: --alert: "x" is no id of an alert'],
    ['00000000-0000-4000-8000-00000000dead', 'auditflow notify route: there is no alert 00000000-'],
  ])('names the alert %s that there is not', async (id, wanted) => {
    const { code, err } = await notify(['route', '--alert', id], { DATABASE_URL: database.url })
    expect(code).toBe(2)
    expect(err[0]).toContain(wanted)
  })

  it('names a file that is none, and the first fault of one that is refused', async () => {
    const none = await run(['notify', 'check', '/nowhere.yml'])
    expect([none.code, none.err]).toEqual([2, ["auditflow notify check: /nowhere.yml: can't be read (ENOENT)"]])
    const bad = join(writeFiles({ 'bad.yml': 'receivers: []' }), 'bad.yml')
    const refused = await run(['notify', 'test', 'ops', '--routing', bad])
    expect(refused.code).toBe(2)
    expect(refused.err[0]).toContain('is refused')
  })
})
