import type { AuditEvent } from '../../events/audit-event.ts'
import { exactText } from '../../events/stringify.ts'
import { CLASS, SEVERITY, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { first, partiesOf } from '../linux/auditd-actor.ts'
import { type AuditdEvent, readAuditdEvent } from '../linux/auditd-event.ts'
import { commandOf, resourcesOf } from '../linux/auditd-resources.ts'
import { auditLineOf } from '../linux/auditd-text.ts'
import { makeEvent } from '../make-event.ts'
import { at, type JsonObject, name } from '../record.ts'
import { redact, redactedPaths } from '../redact.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/auditd', product: 'Linux' }
const LOGIN = /^(?:USER_(?:LOGIN|LOGOUT|AUTH|ACCT|ERR|START|END)|LOGIN|CRED_|CRYPTO_|ANOM_LOGIN_|GRP_AUTH)/
const ACCOUNT = /^(?:ADD|DEL)_(?:USER|GROUP)$|^(?:USER|GRP)_(?:MGMT|CHAUTHTOK)$|^ACCT_|^CHUSER_ID|^CHGRP_ID/
const ACCESS = /^(?:USER_)?ROLE_|^USER_SELINUX_ERR|^USER_MAC_/
/** What the kernel or a daemon noticed, and nobody asked for. */
const ANOMALY = /^(?:ANOM_|AVC$|USER_AVC$|SECCOMP$|SELINUX_ERR$)/
const ACCEPTS = new Set(['accept', 'accept4', 'recvfrom', 'recvmsg'])
/** Written once a program is loaded, never when that fails. */
const LOADED = 'EXECVE'

/**
 * The audit log of the Linux kernel, as auditd writes it and its dispatcher passes it on, one event of all its records.
 * https://github.com/linux-audit/audit-documentation/wiki
 */
export const auditd: Source = {
  name: 'auditd',
  logSources: [{ product: 'linux', service: 'auditd' }],
  marks: ['message', 'log', 'msg', 'MESSAGE'],
  recognises: (record) => auditLineOf(record) !== undefined || isParsed(record),
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs, redaction }: Context) {
  const line = auditLineOf(record)
  const event = line === undefined ? fromFields(record) : readAuditdEvent(line.text)
  if (event === undefined)
    return { reason: 'no record of the audit log: it begins with type=… msg=audit(…)' } satisfies Unfit
  const { raw, type } = event
  if (at(raw, 'node') === undefined && line?.host !== undefined) raw['node'] = line.host
  // Hexadecimal hides a secret from whoever took them out of the record.
  if (event.records.some(({ isDecoded }) => isDecoded)) redact(raw, auditd.name, { policy: redaction })
  const redacted = redactedPaths(raw)
  const isHiding = redacted !== undefined
  const [head] = event.records
  const isLogin = LOGIN.test(type)
  const status = statusOf(event)
  const ownId = head?.time === undefined ? undefined : `${head.time}:${head.serial}`
  const node = first(at(raw, 'node'))
  const facts = {
    id: identify(line?.text ?? record, ownId && [node, ownId].filter(Boolean).join('/'), [line?.text ?? raw]),
    ownId,
    times: [head?.time],
    activity: type,
    classUid: classOf(type, isLogin),
    status,
    severity: ANOMALY.test(type) ? SEVERITY.medium : severityOf(status, isLogin),
    statusCode: first(at(raw, 'exit')),
    statusDetail: at(raw, 'reason'),
    message: commandOf(raw) ?? at(raw, 'proctitle') ?? (isHiding ? undefined : head?.body),
    ...partiesOf(raw, isLogin),
    address: addressOf(raw),
    resources: resourcesOf(event, isLogin),
    logsource: { product: 'linux', service: 'auditd' },
    raw,
    rawData: isHiding ? undefined : (line?.text ?? exactText(record)),
  }
  const made = makeEvent(PROVIDER, facts, receivedAtMs)
  return isHiding ? { ...made, data: { ...made.data, metadata: { ...made.data.metadata, redacted } } } : made
}

const STAMP = /^audit\((\d{1,12}\.\d{1,3}):(\d{1,12})\):?$/
const TYPE = /^[A-Z][A-Z0-9_]{1,63}$/

/** A record whose fields a collector has taken apart already. */
function isParsed(record: JsonObject): boolean {
  const [type, stamp] = [at(record, 'type'), at(record, 'msg')]
  return typeof type === 'string' && TYPE.test(type) && typeof stamp === 'string' && STAMP.test(stamp)
}

function fromFields(record: JsonObject): AuditdEvent | undefined {
  if (!isParsed(record)) return undefined
  const type = String(at(record, 'type'))
  const [, time, serial] = STAMP.exec(String(at(record, 'msg'))) ?? []
  return { type, records: [{ type, time, serial, fields: [], body: '', isDecoded: false }], raw: record }
}

function classOf(type: string, isLogin: boolean): number {
  if (isLogin) return CLASS.authentication
  if (ACCOUNT.test(type)) return CLASS.accountChange
  return ACCESS.test(type) ? CLASS.accessManagement : CLASS.apiActivity
}

function statusOf({ raw, type }: AuditdEvent): AuditEvent['status'] {
  const text = first(at(raw, 'success')) ?? first(at(raw, 'res')) ?? first(at(raw, 'result'))
  if (text !== undefined) return /^(?:yes|1|suc)/i.test(text) ? 'Success' : 'Failure'
  if (/^denied$/i.test(first(at(raw, 'seresult')) ?? first(at(raw, 'apparmor')) ?? '')) return 'Failure'
  return type === LOADED ? 'Success' : 'Unknown'
}

/** Where a request came from, or who is at the other end of a connection that was accepted. */
function addressOf(raw: JsonObject): string | undefined {
  const address = first(at(raw, 'addr')) ?? first(at(raw, 'hostname'))
  if (address !== undefined) return address.replace(/^::ffff:(?=\d{1,3}\.)/i, '')
  return ACCEPTS.has(String(name(at(raw, 'SYSCALL')))) ? first(at(raw, 'laddr')) : undefined
}
