import type { SlackSettings } from '../channels/kinds/slack.ts'
import { Secret } from '../channels/types.ts'
import type { Notice } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import { TEXT, TITLE } from './default-texts.ts'
import type { FormatContext } from './format.ts'
import { linkList } from './link-list.ts'
import { MRKDWN, PLAIN } from './markups.ts'
import type { OutgoingRequest } from './outgoing.ts'

/** https://docs.slack.dev/reference/block-kit/blocks/header-block and …/composition-objects/text-object */
const LONGEST_HEADER = 150
const LONGEST_TEXT = 3_000

/**
 * A message of blocks. Texts are `plain_text`, in which Slack acts upon nothing; a user's own text is `mrkdwn` and
 * `verbatim`, with the values in it escaped. The one other `mrkdwn` has our links alone.
 */
export function formatSlack(notice: Notice, settings: SlackSettings, { links }: FormatContext): OutgoingRequest {
  const title = renderText(settings.title, TITLE, notice, { links, markup: PLAIN, longest: LONGEST_HEADER })
  const isOwn = settings.text !== undefined
  const text = renderText(settings.text, TEXT, notice, {
    links,
    markup: isOwn ? MRKDWN : PLAIN,
    longest: LONGEST_TEXT,
  })
  const blocks = [
    title.trim() === '' ? [] : [{ type: 'header', text: { type: 'plain_text', text: title, emoji: false } }],
    text.trim() === '' ? [] : [{ type: 'section', text: textObject(text, isOwn) }],
    linkBlock(notice, links),
  ].flat()
  return {
    method: 'POST',
    url: [settings.url.origin, settings.url.rest],
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(settings.token && { authorization: new Secret(`Bearer ${settings.token.reveal()}`) }),
    },
    body: {
      ...(settings.channel !== undefined && { channel: settings.channel }),
      ...(settings.username !== undefined && { username: settings.username }),
      ...(settings.iconEmoji !== undefined && { icon_emoji: settings.iconEmoji }),
      ...(settings.iconUrl !== undefined && { icon_url: settings.iconUrl }),
      // What notifications show. It is parsed as mrkdwn, whatever `mrkdwn` says.
      text: renderText(undefined, TITLE, notice, { links, markup: MRKDWN, longest: LONGEST_TEXT }),
      mrkdwn: false,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
      blocks,
    },
  }
}

function textObject(text: string, isOwn: boolean) {
  return isOwn ? { type: 'mrkdwn', text, verbatim: true } : { type: 'plain_text', text, emoji: false }
}

function linkBlock(notice: Notice, links: FormatContext['links']) {
  const text = linkList(notice, links)
    .map(({ label, url }) => `<${url}|${label}>`)
    .join('  ')
  return text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }]
}
