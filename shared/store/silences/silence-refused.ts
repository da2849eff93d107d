/** A silence that can't be as it was asked for: the field that is wrong, and why. */
export class SilenceRefused extends Error {
  override readonly name = 'SilenceRefused'
  readonly field: string
  readonly reason: string
  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`)
    this.field = field
    this.reason = reason
  }
}

/** The longest author, in UTF-16 units. */
export const MAX_AUTHOR = 200

/** A text as it is stored. Throws `SilenceRefused` for one that is empty or too long. */
export function requiredText(field: string, text: string, most: number): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new SilenceRefused(field, 'is missing')
  if (trimmed.length > most) throw new SilenceRefused(field, `is longer than ${most} characters`)
  return trimmed
}
