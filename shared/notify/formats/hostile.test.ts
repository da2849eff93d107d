import { describe, expect, it } from 'vitest'
import type { ChannelKind } from '../channels/types.ts'
import type { Notice } from '../notice.ts'
import { formatNotice } from './format-notice.ts'
import { noticeLinks } from './notice-links.ts'
import { bodyText } from './outgoing.ts'
import {
  addresses,
  isOurs,
  markdownEffects,
  mrkdwnEffects,
  telegramEffects,
  textsOf,
  unseen,
} from './testing/effects.ts'
import { configOf, LINKS, OWN } from './testing/entries.ts'
import { BEFORE, hostileNotices, NAMED_HOSTILE } from './testing/hostile.ts'
import { notice, noticeAlert } from './testing/notices.ts'

type Body = Record<string, unknown>

function sent(kind: ChannelKind, notice: Notice, own: boolean): { body: Body; text: string } {
  const config = configOf(kind, own ? OWN[kind] : {})
  const outgoing = formatNotice(notice, config, { links: noticeLinks(notice, LINKS), now: notice.at })
  if (!('request' in outgoing)) throw new Error(`${kind} sends no request`)
  const text = bodyText(outgoing.request.body)
  return { body: JSON.parse(text) as Body, text }
}

/** Whether the text is told at all: the places that a kind doesn't show by default aside. */
const SHOWN = ['rule title', 'summary', 'text alone', 'everywhere']

function each(
  kind: ChannelKind,
  check: (body: Body, text: string) => readonly string[],
  { owns = [false, true] } = {},
) {
  for (const own of owns)
    it.each(NAMED_HOSTILE)(`lets %j do nothing${own ? " in a user's own texts" : ''}`, (_, hostile) => {
      for (const { place, notice } of hostileNotices(hostile)) {
        const { body, text } = sent(kind, notice, own)
        expect([place, check(body, text)]).toEqual([place, []])
        if (SHOWN.includes(place)) expect([place, text.includes(BEFORE)]).toEqual([place, true])
      }
    })
}

const within = (text: unknown, longest: number, what: string): string[] =>
  typeof text === 'string' && text.length > 0 && text.length <= longest ? [] : [`${what} of ${String(text).length}`]

describe('Slack', () => {
  each('slack', ({ text, blocks, parse, link_names }) => {
    const objects = (blocks as { type: string; text: { type: string; text: string; verbatim?: boolean } }[]).map(
      (block) => ({ ...block.text, of: block.type }),
    )
    return [
      ...mrkdwnEffects(text as string),
      ...within(text, 3_000, 'text'),
      ...(parse === 'none' && link_names === false && objects.length <= 50 ? [] : ['settings']),
      ...objects.flatMap((object) => [
        ...within(object.text, object.of === 'header' ? 150 : 3_000, object.of),
        ...(object.type === 'plain_text'
          ? [...unseen(object.text), ...addresses(object.text)]
          : [...mrkdwnEffects(object.text), ...(object.verbatim === true ? [] : ['not verbatim'])]),
      ]),
    ]
  })
})

describe('Microsoft Teams', () => {
  each('msteamsv2', (body, text) => {
    const [{ content }] = body['attachments'] as [
      { content: { body: Block[]; actions?: { url: string; title: string }[] } },
    ]
    return [
      ...(Buffer.byteLength(text) < 28_000 ? [] : ['too large']),
      ...(content.actions ?? [])
        .filter(({ url, title }) => !isOurs(url) || title.includes(BEFORE))
        .map(({ url }) => url),
      ...content.body.flatMap(blockEffects),
    ]
  })
  type Block = { type: string; text?: string; inlines?: { type: string; text: string }[] }
  function blockEffects({ type, text, inlines }: Block): string[] {
    if (type === 'TextBlock') return markdownEffects(text!.replaceAll('•', ' '))
    if (type !== 'RichTextBlock') return [type]
    return inlines!.flatMap((run) => [
      ...(run.type === 'TextRun' && !('selectAction' in run) ? [] : [run.type]),
      ...unseen(run.text),
      ...addresses(run.text),
    ])
  }
})

describe('Discord', () => {
  each('discord', (body) => {
    const [embed] = body['embeds'] as [Record<string, string>]
    const texts = [
      embed['title']!,
      embed['description']!,
      ...(body['content'] === undefined ? [] : [body['content']]),
    ] as string[]
    return [
      ...texts.flatMap(markdownEffects),
      ...within(embed['title'], 256, 'title'),
      ...within(embed['description'], 4_096, 'description'),
      ...(String(body['content'] ?? '').length <= 2_000 ? [] : ['content']),
      ...(embed['title']!.length + embed['description']!.length <= 6_000 ? [] : ['together']),
      ...(JSON.stringify(body['allowed_mentions']) === '{"parse":[]}' ? [] : ['mentions']),
      ...(/discord\.gg\//.test(texts.join()) ? ['an invitation'] : []),
    ]
  })
})

describe('Telegram', () => {
  each('telegram', ({ text, parse_mode, link_preview_options }) => [
    ...telegramEffects(text as string),
    ...within(text, 4_096, 'text'),
    ...(parse_mode === 'HTML' && JSON.stringify(link_preview_options) === '{"is_disabled":true}' ? [] : ['settings']),
  ])
})

describe('PagerDuty', () => {
  each('pagerduty', (body, text) => {
    const { summary, source } = body['payload'] as Record<string, string>
    return [
      ...textsOf(body).flatMap(({ text }) => [...unseen(text), ...addresses(text)]),
      ...within(summary, 1_024, 'summary'),
      ...within(source, 1_024, 'source'),
      ...(Buffer.byteLength(text) < 512_000 ? [] : ['too large']),
      ...(body['links'] as { href: string; text: string }[])
        .filter(({ href }) => !isOurs(href))
        .map(({ href }) => href),
      ...(body['event_action'] === 'trigger' && body['routing_key'] === 'hidden00000000000000000000000000'
        ? []
        : ['action']),
    ]
  })
})

describe('Opsgenie', () => {
  each('opsgenie', (body) => [
    ...textsOf(body).flatMap(({ text }) => [...unseen(text), ...addresses(text)]),
    // Its pages and mails read messages and descriptions as HTML.
    ...textsOf(body).flatMap(({ text }) => (text.match(/[<>]/g) ?? []).map((mark) => `a mark: ${mark}`)),
    ...within(body['message'], 130, 'message'),
    ...within(body['description'], 15_000, 'description'),
    ...within(body['source'], 100, 'source'),
    ...((body['tags'] as string[]).length <= 20 ? [] : ['tags']),
    ...(body['tags'] as string[]).flatMap((tag) => within(tag, 50, 'tag')),
    ...(Object.entries(body['details'] as object).join('').length <= 8_000 ? [] : ['details']),
  ])

  it('takes no more details than there is room for, own ones first', () => {
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`field.${at}`, ['v'.repeat(5_000)]]))
    const told = notice({ alerts: [noticeAlert({ labels })] })
    const config = configOf('opsgenie', { details: { ours: 'x' } })
    const outgoing = formatNotice(told, config, { links: noticeLinks(told, LINKS), now: told.at })
    const { details } = ('request' in outgoing ? outgoing.request.body : {}) as { details: Record<string, string> }
    expect(Object.entries(details).flat().join('').length).toBeLessThanOrEqual(8_000)
    expect(Object.keys(details).slice(0, 3)).toEqual(['ours', 'field.0', 'field.1'])
  })
})

describe('Grafana OnCall', () => {
  each('oncall', (body) =>
    [body['title'] as string, body['message'] as string].flatMap((text) => [
      ...(text.match(/[<>&`]|\]\(|(?:^|\s)@\w/g) ?? []).map((mark) => `a mark: ${mark}`),
      ...unseen(text),
      ...addresses(text),
    ]),
  )
})

/** Data is to arrive as it is: only its form may not be touched. */
describe('what programs read', () => {
  it.each(NAMED_HOSTILE)('keeps its form and its values with %j', (_, hostile) => {
    const text = `${BEFORE}${hostile}`
    for (const { notice } of hostileNotices(hostile)) {
      const alertmanager = sent('webhook', notice, false).body
      expect(Object.keys(alertmanager)).toEqual([
        'version',
        'groupKey',
        'truncatedAlerts',
        'status',
        'receiver',
        'groupLabels',
        'commonLabels',
        'commonAnnotations',
        'externalURL',
        'alerts',
      ])
      const standard = sent('standard_webhook', notice, false).body
      expect(Object.keys(standard)).toEqual(['type', 'timestamp', 'data'])
      const { alerts } = standard['data'] as { alerts: { key: string; summary: string }[] }
      expect(alerts.map(({ key, summary }) => [key, summary])).toEqual(
        notice.alerts.map(({ key, summary }) => [key, summary]),
      )
      expect(JSON.stringify([alertmanager, standard]).includes(JSON.stringify(text).slice(1, -1))).toBe(
        JSON.stringify(notice).includes(JSON.stringify(text).slice(1, -1)),
      )
    }
  })
})

describe('the console', () => {
  it.each(NAMED_HOSTILE)('stays a line with %j', (_, hostile) => {
    for (const { notice } of hostileNotices(hostile)) {
      const outgoing = formatNotice(notice, configOf('console'), { links: noticeLinks(notice, LINKS), now: notice.at })
      if (!('lines' in outgoing)) throw new Error('the console has lines')
      for (const line of outgoing.lines)
        for (const { path, text } of textsOf(line.fields)) {
          expect([path, unseen(text)]).toEqual([path, []])
          expect(text).not.toContain('\n')
          expect(text.length).toBeLessThanOrEqual(500)
        }
    }
  })
})
