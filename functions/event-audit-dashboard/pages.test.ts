import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeAlert } from '../../shared/store/alerts/change-alert.ts'
import { addAlert, addEvent, addMonths, addRejected } from '../../shared/store/test-rows.ts'
import { createTestApp, type TestApp, textOf } from './test-app.ts'

const EVIL = `"><script>alert('x')</script><img src=x onerror=alert(1)>`
let test: TestApp
const page = (path: string, status?: number) => textOf(test.app, path, status)

beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())

describe('the pages of an empty log', () => {
  it('tell how to send the first event to this host', async () => {
    const answer = await test.app.request('http://audit.example:8080/')
    expect(await answer.text()).toContain(
      'curl -X POST http://audit.example:8080/function/audit-event-webhook/sources/json',
    )
    expect(await page('/')).toContain('Open: no token is set.')
  })
})

describe('the first page', () => {
  it('says that the log takes no events while what AuditFlow sent to itself is missing', async () => {
    expect(await page('/')).not.toContain('does not take events')
    await test.sql`insert into canaries (uid, sent_at) values (gen_random_uuid(), '2026-11-25T07:20:00Z')`
    expect(await page('/')).toContain('The audit log does not take events.')
    const overview = JSON.parse(await page('/api/v1/overview')) as { canary: object }
    expect(overview.canary).toEqual({ stored: null, missingSince: Date.parse('2026-11-25T07:20:00Z') })
    await test.sql`truncate canaries`
    expect(await page('/')).not.toContain('does not take events')
  })
})

describe('the pages', () => {
  let event: string
  let alert: string
  let rejected: string

  beforeAll(async () => {
    await addMonths(test.sql)
    event = await addEvent(test.sql, { actor: EVIL, action: EVIL, product: EVIL, raw: { [EVIL]: EVIL } })
    alert = await addAlert(test.sql, { title: EVIL, key: EVIL, rule: EVIL, causes: [event] })
    for (const step of ['comment', 'assign', 'false-positive', 'reopen'] as const)
      await changeAlert(test.sql, alert, {
        change: step,
        by: EVIL,
        reason: EVIL,
        assignee: EVIL,
        comment: `${EVIL}\u202e`,
        nowMs: 0,
      })
    rejected = await addRejected(test.sql, EVIL, EVIL)
  })

  it('escape whatever an attacker wrote', async () => {
    const paths = [
      '/',
      '/alerts',
      `/alerts/${alert}`,
      '/events',
      `/events/${event}`,
      '/rejected',
      `/rejected/${rejected}`,
    ]
    for (const path of paths) {
      const body = await page(path)
      expect(body, path).toContain('&lt;script&gt;alert(')
      expect(body, path).not.toContain('<script>alert')
      expect(body, path).not.toContain('<img src=x')
    }
    expect(await page(`/events?q=${encodeURIComponent(EVIL)}&ip=${encodeURIComponent(EVIL)}`, 400)).not.toContain(
      '<img src=x',
    )
  })

  it('hold no inline script, style or handler, and forbid them', async () => {
    const answer = await test.app.request('/')
    const body = await answer.text()
    const markup = body.replaceAll(/"[^"]*"/g, '""')
    expect(markup).not.toMatch(/<script(?![^>]* src=)|<style|<[a-z][^>]* (style|on[a-z]+)=/)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('write out characters that would make a text look like another one', async () => {
    const uid = await addEvent(test.sql, { actor: 'nimda\u202enimda\u200b' })
    expect(await page(`/events/${uid}`)).toContain('nimda\\u202enimda\\u200b')
  })

  it('link relatively from any depth', async () => {
    expect(await page('/')).toContain(`href="./alerts/${alert}"`)
    expect(await page('/alerts')).toContain('href="./events"')
    const detail = await page(`/alerts/${alert}`)
    expect(detail).toContain(`href="../events/${event}"`)
    expect(detail).toContain('data-live="../api/v1/stream"')
    for (const path of ['/', '/alerts', `/alerts/${alert}`])
      expect(await page(path)).not.toMatch(/(href|src|action)="\//)
  })

  it('serve the style and the script under names that change with the content', async () => {
    const body = await page('/')
    const paths = [...body.matchAll(/(?:href|src)="\.(\/assets\/[0-9a-f]{16}\/dashboard\.(?:css|js))"/g)].map(
      (match) => match[1],
    )
    expect(paths).toHaveLength(2)
    for (const path of paths) {
      const asset = await test.app.request(path ?? '')
      expect(asset.headers.get('cache-control')).toContain('immutable')
      const etag = asset.headers.get('etag') ?? ''
      expect((await test.app.request(path ?? '', { headers: { 'if-none-match': etag } })).status).toBe(304)
    }
  })

  it('show why an alert fired and which events caused it', async () => {
    await test.sql`update alerts set window_ms = 600000, rule_version = '0123456789ab' where id = ${alert}`
    const body = await page(`/alerts/${alert}`)
    for (const part of [
      'failed',
      'Failure',
      'attack.t1110',
      'Acknowledge',
      'Resolve',
      'for the 2. time',
      'Called a false positive',
      '10m',
      '0123456789ab',
    ])
      expect(body).toContain(part)
    expect(await page(`/events/${event}`)).toContain(`href="../alerts/${alert}"`)
  })

  it('answer a wrong filter with 400, name the field and stay usable', async () => {
    const body = await page('/events?ip=10.0.0.0/99&severity=9&from=soon&actor=kept', 400)
    for (const field of ['ip', 'severity', 'from']) expect(body).toContain(`<code>${field}</code>`)
    expect(body).toContain('value="kept"')
    expect(await page('/alerts?status=shut', 400)).toContain('<code>status</code>')
    expect(await page('/rejected?cursor=x', 400)).toContain('<code>cursor</code>')
    expect(await page('/?range=9y', 400)).toContain('Events over time')
  })

  it('answer 404 for what is not there', async () => {
    for (const path of [
      '/nope',
      '/alerts/1',
      `/alerts/${randomUUID()}`,
      `/events/${randomUUID()}`,
      `/rejected/${randomUUID()}`,
    ])
      expect(await page(path, 404)).toContain('Not found')
  })

  it('lead from a column of the chart to the events it counts', async () => {
    const link = /href="\.(\/events\?from=2026-11-25T07%3A00[^"]*)"/
      .exec(await page('/'))?.[1]
      ?.replaceAll('&amp;', '&')
    expect(await page(link ?? '/missing')).toContain(event)
  })
})
