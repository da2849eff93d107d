import type { JsonObject } from '../record.ts'
import { bytesAsText } from './bytes-as-text.ts'

const HEX = /^(?:[0-9A-F]{2}){2,128}$/i
const LOCAL = 1
const INET = 2
const INET6 = 10
const NAMES: Record<number, string> = {
  [LOCAL]: 'local',
  [INET]: 'inet',
  [INET6]: 'inet6',
  16: 'netlink',
  17: 'packet',
}

/**
 * The parts of a `struct sockaddr` that a record has in hexadecimal, under the names that enriched records give them:
 * `saddr_fam`, `laddr`, `lport`, `path`. The family stands in the host's byte order; hosts that are little endian are
 * all that is known here. https://man7.org/linux/man-pages/man3/sockaddr.3type.html
 */
export function socketAddress(hex: string): JsonObject {
  if (!HEX.test(hex)) return {}
  const bytes = Buffer.from(hex, 'hex')
  const family = bytes.readUInt16LE(0)
  const named = { saddr_fam: NAMES[family] ?? String(family) }
  if (family === INET && bytes.length >= 8)
    return { ...named, laddr: [...bytes.subarray(4, 8)].join('.'), lport: String(bytes.readUInt16BE(2)) }
  if (family === INET6 && bytes.length >= 24)
    return { ...named, laddr: ipv6(bytes.subarray(8, 24)), lport: String(bytes.readUInt16BE(2)) }
  if (family === LOCAL && bytes.length > 2) return { ...named, path: localPath(bytes.subarray(2)) }
  return named
}

/** A name that begins with NUL is of no file, and written with `@` by custom. */
function localPath(bytes: Buffer): string {
  const isAbstract = bytes[0] === 0
  const from = isAbstract ? 1 : 0
  const end = bytes.indexOf(0, from)
  return `${isAbstract ? '@' : ''}${bytesAsText(bytes.subarray(from, end < 0 ? undefined : end))}`
}

/** Shortened as RFC 5952 says. */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
