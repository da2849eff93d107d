import type { Resource } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import { first } from './auditd-actor.ts'
import type { AuditdEvent } from './auditd-event.ts'

/** What a file was to an operation, the most telling first; its folder and the loader of a program come after. */
const FILE_ROLES = ['CREATE', 'DELETE', 'NORMAL', 'UNKNOWN', undefined]
const MAX_ARGUMENTS = 64

/** What an event was about, the thing acted upon first, its host last. */
export function resourcesOf({ type, records, raw }: AuditdEvent, isLogin: boolean): Resource[] {
  const all = [
    ...ofAccount(raw, isLogin),
    ofType(type, raw),
    thing('command', commandOf(raw)),
    fileOf(records, raw),
    thing('socket', socketOf(raw)),
    thing('process', first(at(raw, 'proctitle'))),
    thing('host', first(at(raw, 'node'))),
  ]
  return all.filter((resource) => resource !== undefined)
}

/** The command that was run, with its arguments. */
export function commandOf(raw: JsonObject): string | undefined {
  const types = at(raw, 'type')
  const isCommand = types === 'EXECVE' || (Array.isArray(types) && types.includes('EXECVE'))
  if (!isCommand) return first(at(raw, 'cmd'))
  const words: string[] = []
  for (let i = 0; i < MAX_ARGUMENTS; i++) {
    const word = at(raw, `a${i}`)
    if (word === undefined) break
    words.push(String(Array.isArray(word) ? word[0] : word))
  }
  return name(words.join(' '))
}

function ofAccount(raw: JsonObject, isLogin: boolean): Resource[] {
  if (isLogin) return []
  const [account, number] = [first(at(raw, 'acct')), first(at(raw, 'id'))]
  if (account === undefined && number === undefined) return []
  return [present({ type: 'user', name: account, uid: number })]
}

function ofType(type: string, raw: JsonObject): Resource | undefined {
  if (type.startsWith('SERVICE_')) return thing('service', first(at(raw, 'unit')))
  if (type === 'CONFIG_CHANGE') return thing('audit-config', first(at(raw, 'op')) ?? first(at(raw, 'key')))
  return type === 'NETFILTER_CFG' ? thing('firewall', first(at(raw, 'table'))) : undefined
}

function fileOf(records: AuditdEvent['records'], raw: JsonObject): Resource | undefined {
  const paths = records.flatMap(({ type, fields }) => (type === 'PATH' ? [Object.fromEntries(fields)] : []))
  const rank = (path: Record<string, string>) => FILE_ROLES.indexOf(path['nametype'] ?? path['objtype'])
  const [best] = paths.filter((path) => path['name'] !== undefined && rank(path) >= 0).sort((a, b) => rank(a) - rank(b))
  const file = best?.['name'] ?? (paths.length === 0 ? first(at(raw, 'path')) : paths[0]?.['name'])
  if (file === undefined) return undefined
  const folder = first(at(raw, 'cwd'))
  return thing('file', file.startsWith('/') || folder === undefined ? file : `${folder.replace(/\/$/, '')}/${file}`)
}

function socketOf(raw: JsonObject): string | undefined {
  const [address, port] = [first(at(raw, 'laddr')), first(at(raw, 'lport'))]
  if (address === undefined || at(raw, 'saddr_fam') === undefined) return undefined
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function thing(type: string, title: string | undefined): Resource | undefined {
  const text = name(title)
  return text === undefined ? undefined : { type, name: text }
}
