import type { Level } from '../../events/catalogue.ts'
import type { DiscordSettings } from '../channels/kinds/discord.ts'
import type { Notice } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import { template } from '../templates/template.ts'
import { TEXT, TITLE } from './default-texts.ts'
import type { FormatContext } from './format.ts'
import { statusOf, worstLevel } from './headline.ts'
import { linkList } from './link-list.ts'
import { MARKDOWN } from './markups.ts'
import type { OutgoingRequest } from './outgoing.ts'

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
const LONGEST_TITLE = 256
const LONGEST_DESCRIPTION = 4_096
const LONGEST_CONTENT = 2_000
/** Of all texts of a message's embeds. */
const LONGEST_TOGETHER = 6_000

const GREEN = 0x2e_cc_71
const COLORS: Readonly<Record<Level, number>> = {
  critical: 0x99_2d_22,
  high: 0xe7_4c_3c,
  medium: 0xe6_7e_22,
  low: 0xf1_c4_0f,
  informational: 0x95_a5_a6,
}

/** A message of one embed, which mentions nobody: `allowed_mentions` is empty, whatever the texts say. */
export function formatDiscord(notice: Notice, settings: DiscordSettings, { links }: FormatContext): OutgoingRequest {
  const markup = MARKDOWN
  const acts = linkList(notice, links)
    .map(({ label, url }) => `[${label}](${url})`)
    .join(' · ')
  const title = renderText(settings.title, TITLE, notice, { links, markup, longest: LONGEST_TITLE })
  const room = Math.min(LONGEST_DESCRIPTION, LONGEST_TOGETHER - title.length) - acts.length - 1
  const text = renderText(settings.message, TEXT, notice, { links, markup, longest: room })
  const level = worstLevel(notice) ?? 'informational'
  const content =
    settings.content && renderText(settings.content, template(''), notice, { links, markup, longest: LONGEST_CONTENT })
  return {
    method: 'POST',
    url: [settings.url.origin, settings.url.rest],
    headers: { 'content-type': 'application/json' },
    body: {
      ...(content !== undefined && { content }),
      ...(settings.username !== undefined && { username: settings.username }),
      ...(settings.avatarUrl !== undefined && { avatar_url: settings.avatarUrl }),
      embeds: [
        {
          title,
          description: acts === '' ? text : `${text}\n${acts}`,
          color: statusOf(notice) === 'resolved' ? GREEN : COLORS[level],
          timestamp: new Date(notice.at).toISOString(),
        },
      ],
      allowed_mentions: { parse: [] },
    },
  }
}
