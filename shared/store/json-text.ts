const UNSTORABLE = /\\(?:u0000|u[dD][89a-fA-F][0-9a-fA-F]{2}|[\s\S])/g

/**
 * A value as JSON text that PostgreSQL takes: the characters it refuses, NUL and lone surrogates, stay readable as a
 * literal `\u0000`. (`JSON.stringify` writes just these as `\u` escapes and leaves whole surrogate pairs as they are.)
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  if (!text.includes('\\u')) return text
  return text.replace(UNSTORABLE, (found) => (found.length > 2 ? `\\${found}` : found))
}

/** The same for a plain text column. */
export function storableText(text: string): string {
  return text.isWellFormed() && !text.includes('\0') ? text : (JSON.parse(jsonText(text)) as string)
}
