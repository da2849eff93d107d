import { expect, it } from 'vitest'
import type { WebhookSettings } from '../channels/kinds/webhook.ts'
import type { Notice } from '../notice.ts'
import { noticeLinks } from './notice-links.ts'
import { configOf } from './testing/entries.ts'
import { notice, noticeAlert } from './testing/notices.ts'
import { formatWebhook } from './webhook.ts'

function common(told: Notice): unknown {
  const settings = configOf('webhook').settings as WebhookSettings
  const { body } = formatWebhook(told, settings, { links: noticeLinks(told, undefined), now: told.at })
  const { commonLabels, commonAnnotations } = body as Record<string, Record<string, string>>
  return { labels: commonLabels, annotations: commonAnnotations }
}

it('what Alertmanager has of all alerts is what they have in common as they are told, the severity too', () => {
  const one = noticeAlert({ summary: 'one' })
  expect(common(notice({ alerts: [one] }))).toMatchObject({
    labels: { severity: 'high', alertname: one.rule.title },
    annotations: { summary: 'one', alert_id: one.id, status: 'open' },
  })
  const worse = { ...one, id: 'another', summary: 'two', rule: { ...one.rule, level: 'critical' as const } }
  const both = common(notice({ alerts: [one, worse] }))
  expect(both).toMatchObject({ labels: { alertname: one.rule.title }, annotations: { status: 'open' } })
  expect(JSON.stringify(both)).not.toMatch(/severity|summary|alert_id/)
})

it('what is about no alert has its text in both places', () => {
  const text = 'A silence ends soon.'
  expect(common(notice({ kind: 'silence_ending', alerts: [], text }))).toEqual({
    labels: { alertname: 'AuditFlow', severity: 'informational', kind: 'silence_ending' },
    annotations: { summary: text, description: text },
  })
})
