/**
 * What has no look of its own: control characters, those that change the direction of writing, that join or separate
 * without a width, fill characters that look like nothing, tags, and halves of surrogate pairs.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|[\ufe00-\ufe0e]|[\u{e0100}-\u{e01ef}]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]/gu
/** Joins the parts of one emoji. */
const EMOJI_JOIN = /(?<=\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d(?=\p{Extended_Pictographic})/gu

/**
 * A text as one line in which everything can be seen: what is invisible shows as `\u{202e}`, line breaks and tabs as a
 * space. At most `longest` UTF-16 units, cut with an ellipsis, never within a character or such an escape.
 */
export function visible(text: string, longest: number): string {
  // Each unit gives at least one: what is beyond can't be within the first `longest`.
  const head = text.slice(0, longest + 1)
  if (head.length <= longest && head.search(INVISIBLE) === -1) return head
  const parts = partsOf(head)
  const whole = parts.join('')
  if (text.length <= longest && whole.length <= longest) return whole
  let shown = ''
  for (const part of parts) {
    if (shown.length + part.length > longest - 1) break
    shown += part
  }
  return `${shown}…`
}

/** Pieces that are not to be cut: characters, and escapes of what is invisible. */
function partsOf(text: string): string[] {
  const joins = new Set([...text.matchAll(EMOJI_JOIN)].map(({ index }) => index))
  const parts: string[] = []
  let at = 0
  for (const character of text) {
    parts.push(joins.has(at) ? character : shownAs(character))
    at += character.length
  }
  return parts
}

function shownAs(character: string): string {
  if (/[\t\n\v\f\r\u0085\u2028\u2029]/.test(character)) return ' '
  return character.replace(INVISIBLE, (hidden) => `\\u{${hidden.codePointAt(0)!.toString(16)}}`)
}
