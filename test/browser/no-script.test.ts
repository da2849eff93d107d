import { randomBytes, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOver, NOW } from '../../functions/event-audit-dashboard/test-app.ts'
import { signLink } from '../../shared/notify/links.ts'
import { listen } from '../../shared/runtime/listen.ts'
import { addAlert } from '../../shared/store/test-rows.ts'
import { chromiumPath, launchChromium } from '../helpers/browser.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'

const PREFIX = '/function/event-audit-dashboard'
const TOKEN = 'for people'

describe.skipIf(chromiumPath === undefined)('without a script, behind a gateway that strips a prefix', () => {
  const secret = randomBytes(32)
  let database: TestDatabase
  let dashboard: ReturnType<typeof appOver>
  let server: Server
  let browser: Browser
  let root: string

  beforeAll(async () => {
    database = await createTestDatabase()
    dashboard = appOver(database.sql, { token: TOKEN }, { linkSecret: secret })
    const gateway = new Hono().all(`${PREFIX}/*`, (c) => {
      const url = new URL(c.req.url)
      url.pathname = url.pathname.slice(PREFIX.length)
      return dashboard.app.fetch(new Request(url, c.req.raw))
    })
    server = await listen(gateway.fetch, 0)
    root = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}/`
    browser = await launchChromium()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    server?.close()
    await dashboard.feed.close()
    await database.drop()
  })

  const open = async (path: string, knowsToken: boolean): Promise<Page> => {
    const credentials = knowsToken ? { httpCredentials: { username: 'ann', password: TOKEN } } : {}
    const context = await browser.newContext({ javaScriptEnabled: false, ...credentials })
    const page = await context.newPage()
    await page.goto(root + path)
    return page
  }

  it('a link from a message asks, and acts when its button is pressed, for whoever has nothing but the link', async () => {
    const alert = await addAlert(database.sql, { title: 'Many failed logins' })
    const noticeId = randomUUID()
    await database.sql`
      insert into notices (id, receiver, channel, kind, notice, status, created_at)
      values (${noticeId}, 'ops', 'ops/email/0', 'firing', '{}', 'sent', now())`
    await database.sql`insert into notice_alerts (notice_id, alert_id, episode) values (${noticeId}, ${alert}, 1)`
    const token = signLink(secret, { noticeId, change: 'resolve', via: 'ops/email/0', expiresAt: NOW + 1_000 })
    const statusOf = async () => (await database.sql`select status from alerts where id = ${alert}`)[0]?.['status']

    const page = await open(`act/${token}`, false)
    await page.getByText('Many failed logins').waitFor()
    const background = await page
      .locator('.button.primary')
      .evaluate((button) => getComputedStyle(button).backgroundColor)
    expect(background).not.toBe('rgba(0, 0, 0, 0)')
    expect(await statusOf()).toBe('open')
    await page.getByLabel('Your name').fill('bob')
    await page.getByRole('button', { name: 'Resolve' }).click()
    await page.getByText('1 alert resolved.').waitFor()
    expect(await statusOf()).toBe('resolved')
    await page.reload()
    await page.getByText('This was done already').waitFor()
  })

  it('a silence is previewed, made and ended', async () => {
    await addAlert(database.sql, { title: 'Odd' })
    const page = await open('silences', true)
    await page.getByLabel('Matchers').fill('level="nothing"')
    await page.getByLabel('Why').fill('maintenance')
    await page.getByLabel('or how long').fill('2h')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('It would mute 0 alerts').waitFor()
    await page.getByRole('button', { name: 'Silence', exact: true }).click()
    await page.getByRole('cell', { name: 'maintenance' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`${PREFIX}/silences`)
    await page.getByRole('button', { name: 'End' }).click()
    await page.getByText('ended by').waitFor()
    expect(await database.sql`select author, ended_by from silences`).toEqual([{ author: 'ann', ended_by: 'ann' }])
  })
})
