import type { Json } from '../events/audit-event.ts'
import { name } from './record.ts'

const CODE = /^[A-Z]{2}$/
const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index))
/** What products write where Unicode's English names say otherwise. */
const OTHER_NAMES = {
  Turkey: 'TR',
  'Czech Republic': 'CZ',
  'Hong Kong': 'HK',
  Macao: 'MO',
  Macau: 'MO',
  Myanmar: 'MM',
  'Ivory Coast': 'CI',
  'Palestinian Territory': 'PS',
  'Republic of Korea': 'KR',
  'Russian Federation': 'RU',
  'The Netherlands': 'NL',
  'United States of America': 'US',
  'Viet Nam': 'VN',
}

let codes: ReadonlyMap<string, string> | undefined

/**
 * The ISO 3166-1 alpha-2 code that OCSF has for a country, from that code or its English name; a name that nobody knows
 * is kept. Products write it either way, and rules compare countries across products.
 */
export function countryCode(country: Json | undefined): string | undefined {
  const text = name(country)
  if (text === undefined || CODE.test(text)) return text
  codes ??= codesByName()
  return codes.get(text) ?? codes.get(text.replace(' and ', ' & ')) ?? text
}

function codesByName(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const byName = new Map<string, string>()
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const code = `${first}${second}`
      // A code that was given up, such as DD, bears the name of its successor.
      const title = new Intl.Locale('und', { region: code }).region === code ? names.of(code) : undefined
      if (title !== undefined && !byName.has(title)) byName.set(title, code)
    }
  }
  for (const [title, code] of Object.entries(OTHER_NAMES)) byName.set(title, code)
  return byName
}
