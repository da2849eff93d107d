import * as z from 'zod/mini'
import type { Template } from '../../templates/template.ts'
import { CHAT_LIMIT, type Kind } from '../kind.ts'
import { optionalText, type Reading, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'
import { Secret } from '../types.ts'

export type TelegramSettings = {
  api: SecretUrl
  token: Secret
  /** A number, as Telegram writes it. */
  chatId: string
  threadId: number | undefined
  isSilent: boolean
  message: Template | undefined
}

const API_URL = 'https://api.telegram.org'
const TOKEN = /^\d{1,20}:[A-Za-z0-9_-]{20,100}$/

/** A Telegram chat, told by a bot. Messages are Telegram's HTML. */
export const telegramKind: Kind<TelegramSettings> = {
  sendResolved: true,
  rateLimit: CHAT_LIMIT,
  fields: {
    ...secretFields('bot_token'),
    api_url: optionalText,
    chat_id: z.optional(z.union([z.int(), z.string()])),
    chat_id_file: optionalText,
    message_thread_id: z.optional(z.int()),
    message: optionalText,
    disable_notifications: z.optional(z.boolean()),
    parse_mode: z.optional(z.literal('HTML')),
  },
  unsupported: ['http_config'],
  read: (entry, reading) => ({
    api: reading.url({ field: 'api_url', global: 'telegram_api_url' }, API_URL),
    token: tokenOf(reading),
    chatId: chatOf(entry, reading),
    threadId: entry['message_thread_id'] as number | undefined,
    isSilent: entry['disable_notifications'] === true,
    message: reading.template('message', { html: true }),
  }),
}

/** It becomes part of an address. */
function tokenOf(reading: Reading): Secret {
  const before = reading.faults.length
  const token = reading.neededSecret({ field: 'bot_token', global: 'telegram_bot_token' })
  if (reading.faults.length > before || TOKEN.test(token.reveal())) return token
  reading.fault(['bot_token'], 'is no token of a bot: NUMBER:LETTERS')
  return new Secret('')
}

function chatOf(entry: Readonly<Record<string, unknown>>, reading: Reading): string {
  const inline = entry['chat_id']
  const file = reading.file('chat_id_file')
  if (inline !== undefined && entry['chat_id_file'])
    reading.fault(['chat_id'], 'both chat_id and chat_id_file are given')
  const text = String(inline ?? file ?? '').trim()
  if (text === '') reading.fault([], 'chat_id is missing (chat_id or chat_id_file)')
  else if (!/^(-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/.test(text)) reading.fault(['chat_id'], 'is no number and no @name')
  return text
}
