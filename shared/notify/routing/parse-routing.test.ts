import { describe, expect, it } from 'vitest'
import { parseRouting } from './parse-routing.ts'

const noFile = (path: string): string => {
  throw new Error(`${path} does not exist`)
}

const RECEIVERS = 'receivers: [{ name: a }, { name: b }]'

describe('a routing file may', () => {
  it('use anchors and merges', () => {
    const { root } = parseRouting(
      `
route:
  receiver: a
  routes:
    - &first { receiver: b, group_wait: 10s, matchers: ['x="1"'] }
    - { <<: *first, matchers: ['x="2"'] }
${RECEIVERS}`,
      noFile,
    )
    expect(root.routes.map(({ receiver, groupWaitMs }) => [receiver, groupWaitMs])).toEqual([
      ['b', 10_000],
      ['b', 10_000],
    ])
  })

  it('have receivers without channels, and all that Alertmanager has in global', () => {
    const { receivers } = parseRouting(
      `route: { receiver: a }\n${RECEIVERS}\nglobal: { resolve_timeout: 5m, victorops_api_key: x }`,
      noFile,
    )
    expect([...receivers]).toEqual([
      ['a', { name: 'a', channels: [] }],
      ['b', { name: 'b', channels: [] }],
    ])
  })

  it('name channels by receiver, kind and position', () => {
    const { receivers } = parseRouting(
      'route: { receiver: a }\nreceivers: [{ name: a, console_configs: [{}, {}] }]',
      noFile,
    )
    expect(receivers.get('a')?.channels.map(({ name }) => name)).toEqual(['a/console/0', 'a/console/1'])
  })
})
