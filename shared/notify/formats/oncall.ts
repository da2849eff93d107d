import type { OncallSettings } from '../channels/kinds/oncall.ts'
import type { Notice } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import { TEXT, TITLE } from './default-texts.ts'
import type { FormatContext } from './format.ts'
import { statusOf } from './headline.ts'
import { NEUTRAL } from './markups.ts'
import type { OutgoingRequest } from './outgoing.ts'

const LONGEST_TITLE = 300
const LONGEST_MESSAGE = 4_000

/**
 * Grafana OnCall's formatted webhook. OnCall's own templates put title and message into Slack's mrkdwn, Telegram's HTML and
 * Markdown as they are, so that nothing of any of these is left in the values.
 * https://grafana.com/docs/oncall/latest/configure/integrations/references/webhook/
 */
export function formatOncall(notice: Notice, settings: OncallSettings, { links }: FormatContext): OutgoingRequest {
  const [first] = notice.alerts
  const link = first === undefined ? links.home : links.alertUrl(first.id)
  return {
    method: 'POST',
    url: [settings.url.origin, settings.url.rest],
    headers: {
      'content-type': 'application/json',
      ...(settings.authorization && { authorization: settings.authorization }),
    },
    body: {
      alert_uid: notice.groupKey,
      title: renderText(settings.title, TITLE, notice, { links, markup: NEUTRAL, longest: LONGEST_TITLE }),
      state: statusOf(notice) === 'resolved' ? 'ok' : 'alerting',
      message: renderText(settings.message, TEXT, notice, { links, markup: NEUTRAL, longest: LONGEST_MESSAGE }),
      ...(link !== undefined && { link_to_upstream_details: link }),
      ...(links.acknowledge !== undefined && { acknowledge_url: links.acknowledge }),
      ...(links.resolve !== undefined && { resolve_url: links.resolve }),
    },
  }
}
