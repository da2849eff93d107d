import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { noticeLinks } from '../formats/notice-links.ts'
import { formatStandardWebhook } from '../formats/standard-webhook.ts'
import { configOf, LINKS } from '../formats/testing/entries.ts'
import { notice } from '../formats/testing/notices.ts'
import { LISTS, VALUES } from '../templates/names.ts'
import type { StandardWebhookSettings } from './kinds/standard-webhook.ts'
import { parseChannel } from './parse-channel.ts'
import { CHANNEL_KINDS, type ChannelKind } from './types.ts'

const README = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
const snippets = [...README.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml!)

/** Contents for the files that the page names. */
function readFile(path: string): string {
  if (path.endsWith('-url')) return 'https://example.org/hidden'
  if (path.endsWith('webhook-secret')) return `whsec_${Buffer.alloc(32).toString('base64')}`
  return path.endsWith('telegram-token') ? '1:hidden-hidden-hidden-hidden-1' : 'hidden'
}

describe('the page about channels', () => {
  it.each(snippets)('has settings that are taken: %s', (yaml) => {
    for (const [field, entries] of Object.entries(parse(yaml) as Record<string, unknown[]>)) {
      const kind = field.replace(/_configs$/, '') as ChannelKind
      expect(CHANNEL_KINDS).toContain(kind)
      for (const entry of entries) {
        const read = parseChannel(kind, entry, { name: `ops/${kind}/0`, globals: {}, readFile })
        expect('faults' in read ? read.faults : []).toEqual([])
      }
    }
  })

  it('shows every kind', () => {
    const shown = snippets.flatMap((yaml) => Object.keys(parse(yaml) as object))
    expect(new Set(shown)).toEqual(new Set(CHANNEL_KINDS.map((kind) => `${kind}_configs`)))
  })

  it('has each name that templates know, and no other', () => {
    const section = README.slice(README.indexOf('| `title`'), README.indexOf('## What comes from events'))
    const named = [...section.matchAll(/`#?([a-z_]+)(?:\.NAME)?`/g)].map(([, name]) => name!)
    const known = [...Object.values(VALUES).flat(), ...Object.values(LISTS).flatMap((lists) => Object.keys(lists))]
    const values = ['firing', 'resolved', 'high']
    expect([...new Set(known)].filter((name) => !named.includes(name))).toEqual([])
    expect(named.filter((name) => !known.includes(name) && !values.includes(name))).toEqual([])
  })

  it('shows the body of a standard webhook as it is', () => {
    const shown = JSON.parse(/```json\n(.*?)```/s.exec(README)![1]!) as { data: { alerts: object[] } }
    const settings = configOf('standard_webhook').settings as StandardWebhookSettings
    const told = notice()
    const { body } = formatStandardWebhook(told, settings, { links: noticeLinks(told, LINKS), now: 0 })
    const made = body as typeof shown
    expect(Object.keys(shown)).toEqual(Object.keys(made))
    expect(Object.keys(shown.data)).toEqual(Object.keys(made.data))
    expect(Object.keys(shown.data.alerts[0]!)).toEqual(Object.keys(made.data.alerts[0]!))
  })
})
