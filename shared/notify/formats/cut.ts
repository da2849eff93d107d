/** A text of at most so many UTF-16 units, cut with an ellipsis, never within a pair. For text that is not marked up. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
