import { kindOf } from './secret-names.ts'

export const REDACTED = '[redacted]'

/**
 * Shapes that only a secret has, wherever in a text they stand, each with what is put in its place. All are linear:
 * each begins where no match could have begun before, or is bounded.
 */
const SHAPES: readonly (readonly [RegExp, string | ((match: string, ...parts: string[]) => string)])[] = [
  // JSON Web Tokens, RFC 7519: two objects in base64url, and a signature.
  [/(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g, REDACTED],
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  [/(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255})/g, REDACTED],
  // https://docs.slack.dev/authentication/tokens
  [/(?<![\w-])xox[abeprs]-[A-Za-z0-9-]{10,}/g, REDACTED],
  // Access tokens of Google's OAuth 2.0.
  [/(?<![\w.-])ya29\.[\w.-]{20,}/g, REDACTED],
  // RFC 6750, section 2.1.
  [/(?<!\w)(bearer\s{1,3})[\w.~+/-]{16,}=*/gi, `$1${REDACTED}`],
  // RFC 7468.
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!----))*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----)?/g,
    REDACTED,
  ],
  // RFC 3986, section 3.2.1.
  [/(:\/\/[^\s/?#@:"'<>]{0,200}:)[^\s/?#@"'<>]{1,200}@/g, `$1${REDACTED}@`],
  // AWS: a secret access key by itself looks like any hash; it is told by its id, or its name, before it.
  [
    /(?<!\w)(A[KS]IA[0-9A-Z]{16}["'\s:,;=|\\]{1,20}(?:\w{1,30}["'\s:,;=|\\]{1,20})?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g,
    `$1${REDACTED}`,
  ],
  [/(secret_?access_?key["'\\\s:=]{1,10})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi, `$1${REDACTED}`],
  // A member of JSON that lies in a text, as it is or with its quotes escaped.
  [/("([\w-]{3,30})"\s{0,20}:\s{0,20}")((?:[^"\\]|\\[\s\S])*)/g, memberWithout],
  [/(\\"([\w-]{3,30})\\"\s{0,20}:\s{0,20}\\")((?:[^"\\]|\\\\(?:\\["\\]|[^"\\]))*)/g, memberWithout],
]

/** What the shapes are looked for by, quickly: nearly no text has any of it. */
const HINT =
  /\.eyJ|[Bb]earer\s|BEARER\s|PRIVATE KEY|gh[pousr]_|github_pat_|xox[abeprs]-|ya29\.|A[KS]IA[0-9A-Z]{16}["'\s:,;=|\\]{1,20}(?:\w{1,30}["'\s:,;=|\\]{1,20})?[A-Za-z0-9/+]{40}|@(?<=:\/\/[^\s/?#@:"'<>]{0,200}:[^\s/?#@"'<>]{1,200}@)/
/** Found natively, many times faster than as parts of the expression. `\":` is JSON within a text of JSON;
 * letters that are written as `\u00…` may hide any of the others. */
const HINTS = ['\\":', '_access_key', 'AccessKey', 'SECRET', 'Secret', '\\u004', '\\u005', '\\u006', '\\u007']

/** Whether a text can hold any of the shapes. */
export function mayHoldToken(text: string): boolean {
  return mayHoldSecret(text) || text.includes('":')
}

/** The same for a whole text of JSON; it may also hold a Secret of Kubernetes. */
export function mayHoldSecret(json: string): boolean {
  for (const hint of HINTS) if (json.includes(hint)) return true
  return HINT.test(json)
}

/** The text without the secrets in it that show by their shape; the same text where there are none. */
export function withoutTokens(text: string): string {
  let clean = text
  for (const [shape, instead] of SHAPES)
    clean = typeof instead === 'string' ? clean.replace(shape, instead) : clean.replace(shape, instead)
  return clean
}

function memberWithout(match: string, start: string, key: string, content: string): string {
  return content !== '' && kindOf(key) !== 'plain' ? `${start}${REDACTED}` : match
}
