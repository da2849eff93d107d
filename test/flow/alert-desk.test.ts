import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inject } from '../helpers/inject.ts'
import { createMailbox, type Mail } from '../helpers/mailbox.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const ANALYST = 'analyst@example.com'
const MANAGER = 'manager@example.com'
const GROUP_WAIT_MS = 2_000
const ESCALATION_MS = 6_000

let place: Awaited<ReturnType<typeof createPlace>>
let mailbox: Awaited<ReturnType<typeof createMailbox>>
let runner: Runner

const routing = (smarthost: string) => `
global:
  smtp_smarthost: ${smarthost}
  smtp_from: auditflow@example.com
  smtp_require_tls: false
route:
  receiver: nobody
  routes:
    - matchers: ['"actor.user.name"=~".+"']
      receiver: analysts
      group_by: [actor.user.name]
      group_wait: ${GROUP_WAIT_MS / 1_000}s
      group_interval: 1h
      repeat_interval: 4h
      escalation:
        - { wait: ${ESCALATION_MS / 1_000}s, receiver: managers }
receivers:
  - name: nobody
  - name: analysts
    email_configs: [{ to: ${ANALYST} }]
  - name: managers
    email_configs: [{ to: ${MANAGER} }]
`

beforeAll(async () => {
  mailbox = await createMailbox()
  place = await createPlace()
  const file = join(place.home, 'routing.yml')
  writeFileSync(file, routing(mailbox.smarthost))
  runner = await place.start({ AUDITFLOW_ROUTING: file, AUDITFLOW_EGRESS_ALLOW: '127.0.0.1' })
}, 90_000)

afterAll(async () => {
  await runner.stop()
  await mailbox.close()
  await place.remove()
})

/** Guesses a password, logs in, and takes the second factor off. */
const story = (actor: string) => {
  const at = (seconds: number) => new Date(Date.now() - 60_000 + seconds * 1_000).toISOString()
  const login = { action: 'user.login', actor, ip: '203.0.113.9' }
  return [
    ...[0, 5, 10, 15, 20].map((seconds) => ({ ...login, time: at(seconds), outcome: 'failure' })),
    { ...login, time: at(30), outcome: 'success' },
    { action: 'user.mfa.disable', actor, ip: '203.0.113.9', time: at(40), outcome: 'success' },
  ]
}
const alertsOf = (actor: string) =>
  place.database.sql<{ rule_title: string; status: string }[]>`
    select rule_title, status from alerts where key = ${`actor.user.name=${actor}`} order by rule_title`
const about = (actor: string, address: string): Mail[] =>
  mailbox.to(address).filter(({ text = '' }) => text.includes(actor))
const acknowledgeLink = ({ text = '' }: Mail): string => {
  const link = /https?:\/\/\S+\/act\/\S+/.exec(text.slice(text.search(/acknowledge/i)))?.[0]
  if (link === undefined) throw new Error(`no link to acknowledge in:\n${text}`)
  return link
}

describe('an attack', () => {
  it('comes as one mail, whose link acknowledges it, and nobody else is woken', async () => {
    expect((await inject(runner, 'json', story('mallory'))).receipt.rejected).toEqual([])
    const mail = await until('the mail', () => about('mallory', ANALYST)[0])
    const alerts = await alertsOf('mallory')
    expect(alerts.length).toBeGreaterThanOrEqual(3)
    for (const { rule_title } of alerts) expect(mail.text).toContain(rule_title)

    const link = acknowledgeLink(mail)
    expect((await fetch(link)).status).toBe(200)
    expect((await alertsOf('mallory')).every(({ status }) => status === 'open')).toBe(true)
    const answer = await fetch(link, { method: 'POST', body: new URLSearchParams({ name: 'Ann' }) })
    expect(answer.status).toBe(200)
    expect((await alertsOf('mallory')).every(({ status }) => status === 'acknowledged')).toBe(true)
    const [step] = await place.database.sql<{ who: string }[]>`
      select who from alert_history where what = 'acknowledged' limit 1`
    expect(step?.who).toBe('Ann via analysts/email/0')

    await sleep(ESCALATION_MS + 4_000)
    expect(about('mallory', MANAGER)).toEqual([])
    expect(about('mallory', ANALYST)).toHaveLength(1)
  })

  it('wakes the next one when nobody acknowledges it', async () => {
    await inject(runner, 'json', story('trudy'))
    await until('the mail', () => about('trudy', ANALYST).length === 1)
    const escalated = await until('the escalation', () => about('trudy', MANAGER)[0])
    for (const { rule_title } of await alertsOf('trudy')) expect(escalated.text).toContain(rule_title)
    expect(about('trudy', ANALYST)).toHaveLength(1)
  })
})
