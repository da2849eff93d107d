/** `https://`, `s3://`, `https:\\`, which browsers take for the same, and what needs no slashes to be followed. */
const SCHEME =
  /([a-z][a-z0-9+.-]{0,31}):(?=[\\/]{2})|\b(javascript|vbscript|data|mailto|tel|sms|file|skype|tg|slack|discord|msteams):/gi
const WWW = /\b(www)\.(?=[^\s.])/gi
/** A host with a path, query or port, as in `evil.example/x` or `10.0.0.1/x`, which some products take for an address. */
const HOST_WITH_PATH = /([\p{L}\p{N}_-])\.([\p{L}-]{2,63}|(?<=\d\.)\d{1,3})(?=[/?#]|:\d)/gu

/**
 * A text whose addresses lead nowhere, in the spelling that is usual for that: `https[:]//www[.]evil[.]example/`. People can
 * still read, copy and mend them; no product makes a link of them.
 */
export function defang(text: string): string {
  return text
    .replace(SCHEME, (_, slashed, bare) => `${slashed ?? bare}[:]`)
    .replace(WWW, '$1[.]')
    .replace(HOST_WITH_PATH, '$1[.]$2')
    .replace(/(?<=\/\/\d{1,3})\./g, '[.]')
}

/** The same, and no name with a full stop in it is left, for where each such name becomes a link: plain-text mail. */
export function defangNames(text: string): string {
  return defang(text).replace(/([\p{L}\p{N}_-])\.(?=\p{L}[\p{L}\p{N}-])/gu, '$1[.]')
}
