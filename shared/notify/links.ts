import { createHmac, timingSafeEqual } from 'node:crypto'

export const LINK_CHANGES = ['acknowledge', 'resolve'] as const
export type LinkChange = (typeof LINK_CHANGES)[number]

/** What a link in a message does, and until when. */
export type Link = {
  /** UUID of the notice whose alerts it changes. */
  noticeId: string
  change: LinkChange
  /** The channel that the message went to, for the alert's history. At most MAX_VIA_BYTES of it are kept. */
  via: string
  /** Milliseconds since 1970 UTC; kept to the second. */
  expiresAt: number
}

/** `forged`: not made with this secret, or changed since; `expired`: made with it, but its time is over. */
export type LinkFault = 'forged' | 'expired'

/** How long the links of a message can be used. */
export const LINK_LIFE_MS = 7 * 86_400_000

const MIN_SECRET_BYTES = 32
const MAX_VIA_BYTES = 120
const MAC_BYTES = 16
const ID_AT = 2
const EXPIRY_AT = 18
const VIA_AT = 23
const VERSION = 1
/** The same secret may seal other things: what signs links signs nothing else. */
const PURPOSE = 'auditflow link\0'
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const HEX = /^(?:[0-9a-f]{2})+$/i
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/**
 * Reads AUDITFLOW_LINK_SECRET: at least 32 bytes, as hex or base64 (either alphabet).
 * @throws Error saying what is wrong, without the text
 */
export function parseLinkSecret(text: string): Buffer {
  const word = text.trim()
  if (!HEX.test(word) && !BASE64.test(word)) throw new Error('must be hex or base64')
  const secret = Buffer.from(word, HEX.test(word) ? 'hex' : 'base64')
  if (secret.length < MIN_SECRET_BYTES)
    throw new Error(`has ${secret.length} bytes, and must have at least ${MIN_SECRET_BYTES}`)
  return secret
}

/**
 * A token for `/act/TOKEN`: version, change, notice, expiry and channel, then the first 128 bits of HMAC-SHA-256 over
 * them (RFC 2104, section 5), as base64url. The same link gives the same token.
 */
export function signLink(secret: Buffer, { noticeId, change, via, expiresAt }: Link): string {
  if (!UUID.test(noticeId)) throw new Error('a link needs the UUID of its notice')
  const channel = Buffer.from(via).subarray(0, MAX_VIA_BYTES)
  const told = Buffer.alloc(VIA_AT + channel.length)
  told.writeUInt8(VERSION, 0)
  told.writeUInt8(LINK_CHANGES.indexOf(change), 1)
  told.write(noticeId.replaceAll('-', ''), ID_AT, 'hex')
  told.writeUIntBE(Math.floor(expiresAt / 1_000), EXPIRY_AT, VIA_AT - EXPIRY_AT)
  channel.copy(told, VIA_AT)
  return Buffer.concat([told, macOf(secret, told)]).toString('base64url')
}

/**
 * What a token says, if it was made with this secret.
 * @param now milliseconds since 1970 UTC
 */
export function readLink(secret: Buffer, token: string, now: number): { link: Link } | { fault: LinkFault } {
  const bytes = Buffer.from(token, 'base64url')
  // One link has one token: other spellings of the same bytes are refused.
  if (bytes.length < VIA_AT + MAC_BYTES || bytes.toString('base64url') !== token) return { fault: 'forged' }
  const told = bytes.subarray(0, -MAC_BYTES)
  if (!timingSafeEqual(macOf(secret, told), bytes.subarray(-MAC_BYTES))) return { fault: 'forged' }
  const change = LINK_CHANGES[told.readUInt8(1)]
  if (told.readUInt8(0) !== VERSION || change === undefined) return { fault: 'forged' }
  const link = {
    noticeId: uuidOf(told.subarray(ID_AT, EXPIRY_AT)),
    change,
    via: told.subarray(VIA_AT).toString('utf8'),
    expiresAt: told.readUIntBE(EXPIRY_AT, VIA_AT - EXPIRY_AT) * 1_000,
  }
  return now < link.expiresAt ? { link } : { fault: 'expired' }
}

function macOf(secret: Buffer, told: Buffer): Buffer {
  return createHmac('sha256', secret).update(PURPOSE).update(told).digest().subarray(0, MAC_BYTES)
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
