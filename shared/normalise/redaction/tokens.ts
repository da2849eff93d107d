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
  [/(secret[\w-]{0,20}key["'\\\s:=]{1,10})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi, `$1${REDACTED}`],
  // A member of JSON that lies in a text, as it is or with its quotes escaped.
  [/("([\w-]{3,30})"\s{0,20}:\s{0,20}")((?:[^"\\]|\\[\s\S])*)/g, memberWithout],
  [/(\\"([\w-]{3,30})\\"\s{0,20}:\s{0,20}\\")((?:[^"\\]|\\\\(?:\\["\\]|[^"\\]))*)/g, memberWithout],
]

/**
 * Whether a text can hold any of the shapes; wrong now and then, and quick: nearly no text does.
 */
const HINT =
  /\.eyJ|[Bb]earer\s|BEARER\s|PRIVATE KEY|gh[pousr]_[A-Za-z0-9]{20}|github_pat_|xox[abeprs]-|ya29\.|A[KS]IA[0-9A-Z]{16}["'\s:,;=|\\]{1,20}(?:\w{1,30}["'\s:,;=|\\]{1,20})?[A-Za-z0-9/+]{40}|(?:SECRET|[Ss]ecret)[\w-]{0,20}(?:KEY|[Kk]ey)["'\\\s:=]{1,10}[A-Za-z0-9/+]{40}|@(?<=:\/\/[^\s/?#@:"'<>]{0,200}:[^\s/?#@"'<>]{1,200}@)/

export function mayHoldToken(text: string): boolean {
  return HINT.test(text) || text.includes('":') || text.includes('\\":')
}

/** The same for a text of JSON: a token, JSON that lies in one of its texts, or a Secret of Kubernetes. */
export function mayHoldSecret(json: string): boolean {
  return HINT.test(json) || json.includes('\\":') || json.includes('"Secret')
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
