import { transformSync } from 'esbuild'
import { LAST_PURE_RING, placeOf } from './rings.ts'

/** What pure code may not touch. esbuild finds the real uses: none in a comment, a text or a shadowed name. */
const EFFECTS = [
  'process',
  'Date.now',
  'Math.random',
  'performance',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'crypto',
]
const NEW_DATE = /\bnew Date\(\)/
const RANDOM_FROM_CRYPTO = /\b(?:randomBytes|randomUUID|randomInt|randomFillSync|getRandomValues)\b/
const MAIN = /^functions\/[^/]+\/main\.ts$/

/** Clock, environment and randomness where they don't belong, one line each. */
export function checkEffects(file: string, source: string): string[] {
  const place = placeOf(file)
  if (place === undefined) return []
  const faults: string[] = []
  if (place.folder !== 'scripts' && !MAIN.test(file) && uses(source, ['process.env']).length > 0)
    faults.push('reads process.env, which only main.ts and scripts do')
  if (place.ring <= LAST_PURE_RING) faults.push(...impurities(source))
  return faults.map((fault) => `${file}: ${fault}`)
}

function impurities(source: string): string[] {
  const code = transformSync(source, { loader: 'ts' }).code
  const found = uses(source, EFFECTS).map((name) => `uses ${name} in a pure ring`)
  if (NEW_DATE.test(code)) found.push('uses new Date() in a pure ring')
  if (RANDOM_FROM_CRYPTO.test(code)) found.push('uses randomness in a pure ring')
  return found
}

function uses(source: string, expressions: readonly string[]): string[] {
  const define = Object.fromEntries(expressions.map((expression, index) => [expression, `__effect_${index}`]))
  const { code } = transformSync(source, { loader: 'ts', define })
  return expressions.filter((_, index) => new RegExp(`\\b__effect_${index}\\b`).test(code))
}
