import type { Markup } from '../templates/render-template.ts'
import { defang, defangNames } from './defang.ts'

const same = (text: string): string => text

/** What shows as it stands: a subject, a log. */
export const AS_IT_IS: Markup = { value: same, own: same }

/** What shows as it stands, where addresses may become links. */
export const PLAIN: Markup = { value: defang, own: same }

/** Mail without HTML: readers make links of all that looks like a name. */
export const PLAIN_MAIL: Markup = { value: defangNames, own: same }

/** HTML of a mail. Readers make links of names within one piece of text, so that full stops stand in pieces of their own. */
export const HTML_MAIL: Markup = {
  value: (text) => htmlText(defang(text)).replace(/(?<=[\p{L}\p{N}_-])\.(?=[\p{L}\p{N}])/gu, '<span>.</span>'),
  own: htmlText,
}

/** Telegram's HTML. It makes links of names, mentions, tags, commands and numbers, save in `<code>`. */
export const TELEGRAM: Markup = {
  value: (text) => (isHarmless(text) ? htmlText(text) : `<code>${htmlText(defang(text))}</code>`),
  own: htmlText,
}

/**
 * Slack's mrkdwn, of an object that is `verbatim`: only what stands in `<>` is acted upon. Emphasis has no escape, save in
 * code, which has none for its own mark.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export const MRKDWN: Markup = {
  value: (text) => {
    const escaped = mrkdwnText(defang(text))
    return /[*_~`]|:[\w+-]+:|^\s*[>•]/.test(text) ? `\`${escaped.replaceAll('`', 'ˋ')}\`` : escaped
  },
  own: mrkdwnText,
}

/** Markdown of Discord and of Teams' cards: a backslash before whatever means something. */
export const MARKDOWN: Markup = {
  value: (text) =>
    defang(text)
      .replace(/[\\`*_~|<>[\](){}#+\-!@:=]/g, '\\$&')
      .replace(/^(\d+)\./, '$1\\.'),
  own: same,
}

/** What another product is going to put into a markup of its own, unescaped, we don't know which: nothing of any is left. */
export const NEUTRAL: Markup = {
  value: (text) =>
    defang(text)
      .replaceAll('<', '‹')
      .replaceAll('>', '›')
      .replaceAll('&', '＆')
      .replaceAll('`', 'ˋ')
      .replaceAll('](', '] (')
      .replace(/(?<![\p{L}\p{N}._-])@(?=[\p{L}\p{N}_])/gu, '＠'),
  own: same,
}

/** Nothing that Telegram sees anything in, whatever stands beside it. */
function isHarmless(text: string): boolean {
  return /^[\p{L}\p{N}\p{M} ,;()[\]'"!?*%=-]*$/u.test(text) && !/\d[\d ()-]{5,}/.test(text)
}

function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML[character]!)
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function mrkdwnText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
