import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launchChromium } from '../helpers/browser.ts'
import { inject } from '../helpers/inject.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'

/** Where the README's picture lies; it is made anew when AUDITFLOW_PICTURE is set. */
const PICTURE = 'functions/event-audit-dashboard/dashboard.png'

if (chromiumPath === undefined) console.log('test/browser is skipped: there is no Chromium on this machine')

describe.skipIf(chromiumPath === undefined)('the dashboard in a browser', () => {
  let place: Awaited<ReturnType<typeof createPlace>>
  let runner: Runner
  let browser: Browser
  let page: Page
  const faults: string[] = []

  beforeAll(async () => {
    place = await createPlace()
    runner = await place.start()
    browser = await launchChromium()
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await runner.stop()
    await place.remove()
  })

  const tick = async (count: number, stories: string[]) => {
    const answer = await fetch(`${runner.url}/function/audit-event-generator`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ count, stories }),
    })
    expect(answer.status).toBe(202)
  }

  it('fills the overview live, without a reload', async () => {
    await page.goto(runner.url)
    await page.getByText('The audit log is empty').waitFor()
    await page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'))
    await tick(60, ['password-guessing'])
    await page.getByRole('link', { name: 'Password Guessing Against One Account' }).first().waitFor()
    expect(await page.getAttribute('body', 'data-same-page')).toBe('yes')
    expect(faults).toEqual([])
  })

  it('acknowledges an alert and then resolves it', async () => {
    await page.getByRole('link', { name: 'Password Guessing Against One Account' }).first().click()
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    await page.getByRole('button', { name: 'Resolve' }).waitFor()
    const status = async () => {
      const [row] = await place.database.sql<{ status: string }[]>`
        select status from alerts where rule_title = 'Password Guessing Against One Account'`
      return row?.status
    }
    expect(await status()).toBe('acknowledged')
    await page.getByRole('button', { name: 'Resolve' }).click()
    await page.getByRole('button', { name: 'Resolve' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Reopen' }).waitFor()
    expect(await status()).toBe('resolved')
  })

  it('finds an event and shows what the provider sent beside what was made of it', async () => {
    await inject(runner, 'json', {
      action: 'door.open',
      actor: 'needle-in-hay',
      ip: '203.0.113.4',
      colour: 'turquoise',
    })
    await page.goto(`${runner.url}/events?q=turquoise`)
    await page.getByRole('link', { name: 'door.open' }).first().click({ timeout: 15_000 })
    await page.getByText('"activity_name"').first().waitFor()
    await page.getByText('"colour"').first().waitFor()
  })

  it('shows hostile text as text, and runs none of it', async () => {
    const hostile = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'
    await inject(runner, 'json', { action: hostile, actor: hostile, target: hostile, ip: '203.0.113.5' })
    await page.goto(`${runner.url}/events?q=onerror`)
    await page.getByText('onerror').first().waitFor({ timeout: 15_000 })
    expect(await page.title()).not.toBe('owned')
    expect(await page.locator('img[src="x"]').count()).toBe(0)
  })

  it.runIf(process.env['AUDITFLOW_PICTURE'] !== undefined)('sits for the picture in the README', async () => {
    await tick(400, ['second-factor-off', 'leaked-key', 'impossible-travel', 'mass-download', 'privilege-escalation'])
    await page.setViewportSize({ width: 1440, height: 1320 })
    await page.goto(runner.url)
    await page.waitForTimeout(5_000)
    await page.screenshot({ path: PICTURE })
  })

  it.each([
    ['a phone', 390, 844],
    ['a wide screen', 1600, 900],
  ])('fits %s without scrolling sideways', async (_, width, height) => {
    await page.setViewportSize({ width, height })
    for (const path of ['/', '/alerts', '/events', '/rejected']) {
      await page.goto(runner.url + path)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, path).toBeLessThanOrEqual(0)
    }
  })
})
