import type { TeamsSettings } from '../channels/kinds/msteamsv2.ts'
import type { Notice } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import type { Template } from '../templates/template.ts'
import { TEXT, TITLE } from './default-texts.ts'
import type { FormatContext } from './format.ts'
import { statusOf } from './headline.ts'
import { linkList } from './link-list.ts'
import { MARKDOWN, PLAIN } from './markups.ts'
import type { OutgoingRequest } from './outgoing.ts'

/** With them a card stays below 28 KB, also where every character takes three bytes. */
const LONGEST_TITLE = 300
const LONGEST_TEXT = 4_000

/**
 * An Adaptive Card. Its texts are runs of a RichTextBlock, in which Markdown means nothing; a user's own text is a TextBlock,
 * with the values in it escaped. https://adaptivecards.io/explorer/TextRun.html
 */
export function formatTeams(notice: Notice, settings: TeamsSettings, { links }: FormatContext): OutgoingRequest {
  const color = statusOf(notice) === 'resolved' ? 'Good' : 'Attention'
  const rendered = (own: Template | undefined, byDefault: Template, longest: number) =>
    renderText(own, byDefault, notice, { links, markup: own === undefined ? PLAIN : MARKDOWN, longest })
  const title = rendered(settings.title, TITLE, LONGEST_TITLE)
  const text = rendered(settings.text, TEXT, LONGEST_TEXT)
  const actions = linkList(notice, links).map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url }))
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      ...blocks(title, settings.title !== undefined, { size: 'Medium', weight: 'Bolder', color }),
      ...blocks(text, settings.text !== undefined, {}),
    ],
    ...(actions.length > 0 && { actions }),
    msteams: { width: 'Full' },
  }
  return {
    method: 'POST',
    url: [settings.url.origin, settings.url.rest],
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: {
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
    },
  }
}

function blocks(text: string, isOwn: boolean, style: Record<string, string>) {
  if (text.trim() === '') return []
  if (isOwn) return [{ type: 'TextBlock', text, wrap: true, ...style }]
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: line, ...style }] }))
}
