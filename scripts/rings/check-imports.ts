import { posix } from 'node:path'
import { findImports } from './find-imports.ts'
import { isTestFile, LAST_PURE_RING, type Place, placeOf } from './rings.ts'

/** Each driver and framework has one home, so that what it can do is done in one place. */
const HOMES: Record<string, readonly string[]> = {
  amqplib: ['shared/broker/', 'scripts/local/services.ts'],
  postgres: ['shared/store/'],
  ioredis: ['shared/cache/', 'scripts/local/services.ts'],
  hono: ['shared/runtime/', 'functions/event-audit-dashboard/'],
  '@hono/': ['shared/runtime/', 'functions/event-audit-dashboard/'],
  'prom-client': ['shared/observe/'],
  nodemailer: ['shared/channels/'],
}

/** What pure code may use: none of it opens a socket, reads a file or looks at a clock. */
const PURE_PACKAGES = new Set(['node:buffer', 'node:crypto', 'zod/mini', 're2js', 'ipaddr.js', 'yaml', 'mustache'])

/** The faults in what one file imports, one line each. */
export function checkImports(file: string, source: string): string[] {
  const place = placeOf(file)
  if (place === undefined) return [`${file}: no ring is known for its folder`]
  return findImports(source).flatMap((name) => {
    const fault = faultOf(file, place, name)
    return fault === undefined ? [] : [`${file}: ${fault}`]
  })
}

function faultOf(file: string, place: Place, name: string | undefined): string | undefined {
  if (name === undefined)
    return place.folder === 'scripts' ? undefined : 'imports a computed path, which nothing can check'
  return name.startsWith('.') ? localFault(file, place, name) : packageFault(file, place, name)
}

function localFault(file: string, place: Place, name: string): string | undefined {
  const target = posix.join(posix.dirname(file), name)
  const other = placeOf(target)
  if (isTestFile(target)) return `imports ${target}, which belongs to tests`
  if (other === undefined) return `imports ${target}, whose folder has no ring`
  if (other.folder === place.folder || other.ring < place.ring) return undefined
  return `imports ${target}: ${other.ring === place.ring ? 'sideways' : 'upward'}`
}

function packageFault(file: string, place: Place, name: string): string | undefined {
  if (place.ring <= LAST_PURE_RING && !PURE_PACKAGES.has(name)) return `imports ${name} in a pure ring`
  const [, homes] = Object.entries(HOMES).find(([home]) => belongsTo(name, home)) ?? []
  if (homes === undefined || homes.some((home) => file.startsWith(home))) return undefined
  return `imports ${name}, which belongs to ${homes.join(', ')}`
}

function belongsTo(name: string, home: string): boolean {
  return home.endsWith('/') ? name.startsWith(home) : name === home || name.startsWith(`${home}/`)
}
