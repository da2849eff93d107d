import { decoded } from './auditd-encoding.ts'

/** One record of the audit log: `type=SYSCALL msg=audit(1767323045.678:4063): arch=c000003e …`. */
export type AuditRecord = {
  node?: string | undefined
  type: string
  /** `audit(1767323045.678:4063)`: the records of one event have the same. */
  stamp?: string | undefined
  /** Seconds since 1970, with milliseconds. */
  time?: string | undefined
  serial?: string | undefined
  /** In the order of the record; a name may come again. */
  fields: [key: string, value: string][]
  /** What stands behind the header. */
  body: string
  /** Whether fields have text that could not be read in the record. */
  isDecoded: boolean
}

/** With `?` where auditd did not understand what the kernel wrote. */
const HEADER =
  /^(?:node=(\S{1,255}) )?type=([A-Z][A-Z0-9_]{0,63}(?:\[\d{1,6}\])?) msg=(?:(audit\((\d{1,12}\.\d{1,3}):(\d{1,12})\))|\?)/
/**
 * `key=value`, `key="value"`, `key=(null)`. What a daemon wrote stands in `msg='…'`: the quote opens nothing that matters.
 * 0x1d is between a record and what auditd added to it; some collectors lose it.
 */
const PAIR = /([A-Za-z0-9_][\w-]*(?:\[\d{1,7}\])?)=("[^"]*"?|\(null\)|[^\s'"\p{Cc}]*)/gu
/** `avc:  denied  { read write } for  pid=…` */
const AVC = /^[: ]*avc: +(\w{1,16}) +\{ ?([^}]{0,500}?) ?\} for /
/** Older kernels write `old auid=1 new auid=2`. */
const OLD_OR_NEW = /\b(old|new) (auid|ses)=/g

/** Whether a text is a record of the audit log, at a glance. */
export function isAuditRecord(text: string): boolean {
  return (text.startsWith('type=') || text.startsWith('node=')) && HEADER.test(text)
}

/** What the records of one event have in common, or undefined where a text is none or says none. */
export function eventKey(text: string): string | undefined {
  if (!text.startsWith('type=') && !text.startsWith('node=')) return undefined
  const header = HEADER.exec(text)
  return header?.[3] === undefined ? undefined : `${header[1] ?? ''} ${header[3]}`
}

/** Takes a record apart and decodes its values. https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Parsing */
export function readAuditRecord(text: string): AuditRecord | undefined {
  const header = HEADER.exec(text)
  if (header === null) return undefined
  const [whole, node, type = '', stamp, time, serial] = header
  const body = text.slice(whole.length)
  const fields = fieldsOf(type, body)
  const isDecoded = fields.some(([, value]) => !body.includes(value))
  return { node, type, stamp, time, serial, fields, body: body.replace(/^: */, ''), isDecoded }
}

function fieldsOf(type: string, body: string): [string, string][] {
  const fields: [string, string][] = []
  const avc = type === 'AVC' ? AVC.exec(body) : null
  if (avc !== null) fields.push(['seresult', String(avc[1])], ['seperms', String(avc[2]).split(' ').join(',')])
  const text = type === 'LOGIN' ? body.replace(OLD_OR_NEW, '$1-$2=') : body
  for (const [, key = '', written = ''] of text.matchAll(PAIR)) {
    const value = plainValue(type, key, written)
    if (value !== undefined) fields.push([key, value])
  }
  return fields
}

/** `?` and `(null)` say that there is no value; a brace opens the parts of an address. */
function plainValue(type: string, key: string, written: string): string | undefined {
  if (written.startsWith('"')) {
    const text = written.slice(1, written.endsWith('"') && written.length > 1 ? -1 : undefined)
    return text === '?' ? undefined : text
  }
  const plain = written.replace(/[,)]+$/, (end) => (written.includes('(') ? end : ''))
  return plain === '' || plain === '?' || plain === '(null)' || plain === '{' ? undefined : decoded(type, key, plain)
}
