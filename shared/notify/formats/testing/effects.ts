/**
 * Small, strict readers of what products read: each lists what a message would do. They share nothing with the code that
 * writes the messages. What is ours is known by its address alone.
 */
const OURS = /^https:\/\/audit\.example\.org(?:\/(?:alerts|act)\/[\w-]+)?$/
const BARE_ADDRESS = /(?:[a-z][a-z0-9+.-]*:\/\/|\b(?:javascript|data|mailto|vbscript):|\bwww\.)[^\s<>|)"]*/gi
/** Save the newline, which some formats have between lines of ours. */
const UNSEEN =
  /(?!\n)\p{Cc}|\u00ad|\u200b|\u200c|[\u200e\u200f]|[\u2028-\u202e]|[\u2060-\u2069]|\ufeff|\u3164|\u2800|[\u{e0000}-\u{e007f}]/u
const HALF = /\p{Cs}/u

export const isOurs = (url: string): boolean => OURS.test(url)

/** What no text may have, whatever reads it. */
export function unseen(text: string): string[] {
  return [
    ...(UNSEEN.test(text) ? [`can't be seen: ${JSON.stringify(UNSEEN.exec(text)![0])}`] : []),
    ...(HALF.test(text) ? ['half of a pair'] : []),
  ]
}

/** Addresses that a product would make links of. */
export function addresses(text: string): string[] {
  return [...text.matchAll(BARE_ADDRESS)].map(([url]) => url).filter((url) => !isOurs(url))
}

/** Slack's mrkdwn: what stands in angle brackets, and addresses and emphasis beside them. */
export function mrkdwnEffects(text: string): string[] {
  const tokens = [...text.matchAll(/<([^<>]*)>/g)].map(([, token]) => token!)
  const rest = text.replace(/<([^<>]*)>/g, ' ')
  const outsideCode = rest.replace(/`[^`\n]*`/g, ' ')
  return [
    ...tokens.filter(
      (token) =>
        !/^[^|]+\|(?:Acknowledge|Resolve|Open|Open \d|AuditFlow)$/.test(token) || !isOurs(token.split('|')[0]!),
    ),
    ...(/[<>]/.test(rest) ? ['a bracket'] : []),
    ...addresses(rest),
    ...(/([*_~`])(?=\S).*\1|:[a-z_]+:/.test(outsideCode) ? [`emphasis: ${outsideCode.slice(0, 80)}`] : []),
    ...(/&(?!(?:amp|lt|gt);)/.test(rest) ? ['an ampersand'] : []),
    ...unseen(text),
  ]
}

/** Markdown, after backslashes: links but ours, mentions, emphasis, functions of cards. */
export function markdownEffects(text: string): string[] {
  const withoutEscapes = text.replace(/\\[!-/:-@[-`{-~]/g, '\u00b7')
  const ours = withoutEscapes.replace(
    /\[(?:Acknowledge|Resolve|Open|Open \d|AuditFlow)\]\(([^()\s]*)\)/g,
    (whole, url) => (isOurs(url) ? ' ' : whole),
  )
  return [
    ...(ours.match(/[\\[\]*_~`|<>#{}]|@\w/g) ?? []).map((mark) => `a mark: ${mark}`),
    ...addresses(ours),
    ...unseen(text),
  ]
}

const TELEGRAM_TAGS = new Set(['b', 'i', 'u', 's', 'code', 'pre', 'a'])

/** Telegram's HTML: any tag but bold, code and our links, a fault of nesting, and what it sees in text by itself. */
export function telegramEffects(text: string): string[] {
  const effects: string[] = []
  const open: string[] = []
  for (const [token] of text.matchAll(/<[^>]*>|[^<]+|</g)) {
    if (token.startsWith('<')) effects.push(...tagEffects(token, open))
    else {
      if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(token) || token.includes('>'))
        effects.push(`unescaped: ${token.slice(0, 50)}`)
      if (!open.includes('code')) effects.push(...seenByTelegram(decode(token)))
    }
  }
  if (open.length > 0) effects.push(`not closed: ${open.join()}`)
  return [...effects, ...unseen(text)]
}

function tagEffects(token: string, open: string[]): string[] {
  const [, closing, name, attributes] = /^<(\/?)([a-z]+)((?: [^>]*)?)>$/.exec(token) ?? []
  if (name === undefined || !TELEGRAM_TAGS.has(name)) return [`a tag: ${token.slice(0, 50)}`]
  if (closing === '/') return open.pop() === name ? [] : [`closed wrongly: ${token}`]
  if (open.includes('code')) return [`a tag in code: ${token}`]
  open.push(name)
  if (name !== 'a') return attributes === '' ? [] : [`an attribute: ${token}`]
  const href = /^ href="([^"]*)"$/.exec(attributes ?? '')?.[1]
  return href !== undefined && isOurs(href) ? [] : [`a link: ${token}`]
}

function seenByTelegram(text: string): string[] {
  // Times and counts of ours stand in texts too.
  const rest = text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, ' ')
  const seen = rest.match(/(?:^|[^\w])[@#$/]\w+|\w\.\w|\w@\w|\+?\d[\d ()-]{6,}|\w:\/\//g) ?? []
  return seen.map((mark) => `seen: ${mark}`)
}

export function decode(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** Every text in a body, with the path to it. */
export function textsOf(value: unknown, path: readonly string[] = []): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path: path.join('.'), text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, [...path, name]))
}
