/** Names of members whose values are secrets, case and punctuation left out. */
const NAMES = new Set(
  `password passwd pwd passphrase passcode newpassword oldpassword currentpassword masteruserpassword
   secret clientsecret secretkey secretaccesskey awssecretaccesskey sharedsecret signingsecret webhooksecret appsecret
   token accesstoken refreshtoken idtoken sessiontoken bearertoken authtoken apitoken xauthtoken securitytoken
   apikey apisecret xapikey privatekey privatekeydata
   authorization proxyauthorization cookie cookies setcookie credentials`
    .trim()
    .split(/\s+/),
)
/** As headers they are secrets; as objects they say what was allowed (Azure), or what a cookie is like. */
const ONLY_AS_TEXT = new Set(['authorization', 'proxyauthorization', 'cookie', 'cookies', 'setcookie'])
/** What stands beside a secret under such a name and tells which one it is: `credentials.accessKeyId`, `secret.secretName`. */
const BESIDE = new Set(
  `id uid jti accesskeyid clientid keyid kid userid type name username secretname namespace key path arn
   expiration expiry expires expiresat expiresin created createdat scope scopes provider`
    .trim()
    .split(/\s+/),
)
const PUNCTUATION = /[^a-z0-9]/g
const MIN_NAME_LENGTH = 3
const MAX_NAME_LENGTH = 30
/** A sender that never repeats a key must not fill the memory. */
const MAX_KNOWN = 8_192

type Kind = 'secret' | 'secret text' | 'plain'
const known = new Map<string, Kind>()

/** For the last three letters of a name of a secret, the length of the shortest: enough to tell nearly all others apart. */
const shortest = new Uint8Array(1 << 15)
for (const name of NAMES) {
  const ending = endingOf(name, name.length)
  shortest[ending] = Math.min(shortest[ending] || MAX_NAME_LENGTH, name.length)
}

function endingOf(text: string, end: number): number {
  const letter = (back: number) => text.charCodeAt(end - back) & 31
  return (letter(3) << 10) | (letter(2) << 5) | letter(1)
}

/** Whether a part of a text may be the name of a secret; false for nearly all that are none. */
export function mayBeSecretName(text: string, start: number, end: number): boolean {
  const length = end - start
  if (length < MIN_NAME_LENGTH || length > MAX_NAME_LENGTH) return false
  const least = shortest[endingOf(text, end)] as number
  return least > 0 && length >= least
}

/** Whether a member of that name holds a secret: always, as a text or a list of texts only, or not. */
export function kindOf(key: string): Kind {
  if (key.length < MIN_NAME_LENGTH || key.length > MAX_NAME_LENGTH) return 'plain'
  const kind = known.get(key)
  if (kind !== undefined) return kind
  const name = plainName(key)
  const found = !NAMES.has(name) ? 'plain' : ONLY_AS_TEXT.has(name) ? 'secret text' : 'secret'
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(key, found)
  return found
}

/** Whether a member within an object of a secret name is none itself. */
export function standsBeside(key: string): boolean {
  return key.length <= MAX_NAME_LENGTH && BESIDE.has(plainName(key))
}

function plainName(key: string): string {
  return key.toLowerCase().replace(PUNCTUATION, '')
}
