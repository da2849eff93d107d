import type { TelegramSettings } from '../channels/kinds/telegram.ts'
import type { Notice } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import { TELEGRAM_MESSAGE } from './default-texts.ts'
import type { FormatContext } from './format.ts'
import { TELEGRAM } from './markups.ts'
import type { OutgoingRequest } from './outgoing.ts'

/** https://core.telegram.org/bots/api#sendmessage: after entities are parsed, so that marks don't count; here they do. */
const LONGEST = 4_096

/** `sendMessage` of the Bot API, as HTML and without previews of links. */
export function formatTelegram(notice: Notice, settings: TelegramSettings, { links }: FormatContext): OutgoingRequest {
  const text = renderText(settings.message, TELEGRAM_MESSAGE, notice, { links, markup: TELEGRAM, longest: LONGEST })
  return {
    method: 'POST',
    url: [
      settings.api.origin,
      `${settings.api.rest.reveal().replace(/\/*$/, '/')}bot`.replace(/^\//, ''),
      settings.token,
      '/sendMessage',
    ],
    headers: { 'content-type': 'application/json' },
    body: {
      chat_id: settings.chatId,
      ...(settings.threadId !== undefined && { message_thread_id: settings.threadId }),
      text,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(settings.isSilent && { disable_notification: true }),
    },
  }
}
