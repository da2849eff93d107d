import { describe, expect, it } from 'vitest'
import { defaultRouting } from './default-routing.ts'
import { routeAlert } from './route-alert.ts'

describe('without a file', () => {
  const webhook = { url: 'https://hooks.example.org/x', secret: `whsec_${'A'.repeat(32)}`, level: 'medium' } as const
  it.each([
    ['informational', []],
    ['low', ['console']],
    ['medium', ['console', 'webhook']],
    ['critical', ['console', 'webhook']],
  ])('an alert of level %s goes by levels', (level, receivers) => {
    const { root } = defaultRouting({ consoleLevel: 'low', webhook })
    const taken = routeAlert(root, { level: [level] }).map(({ receiver }) => receiver)
    expect(taken).toEqual(receivers.length > 0 ? receivers : ['nobody'])
  })

  it('each alert is told at once, alone, and not repeated for a year', () => {
    const { root, receivers } = defaultRouting({ consoleLevel: 'low' })
    expect(root.routes[0]).toMatchObject({ groupBy: 'all', groupWaitMs: 0, repeatIntervalMs: 365 * 86_400_000 })
    expect([...receivers.keys()]).toEqual(['nobody', 'console'])
    expect(defaultRouting({ consoleLevel: 'low', webhook }).receivers.get('webhook')?.channels).toMatchObject([
      { kind: 'standard_webhook', name: 'webhook/standard_webhook/0' },
    ])
  })
})
