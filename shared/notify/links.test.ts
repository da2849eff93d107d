import { describe, expect, it } from 'vitest'
import { type Link, parseLinkSecret, readLink, signLink } from './links.ts'

const SECRET = Buffer.alloc(32, 7)
const NOW = Date.UTC(2026, 10, 25, 12)
const LINK: Link = {
  noticeId: '0190a0b0-c0d0-7000-8000-0123456789ab',
  change: 'acknowledge',
  via: 'ops/slack/0',
  expiresAt: NOW + 60_000,
}

describe('a signed link', () => {
  it.each([
    LINK,
    { ...LINK, change: 'resolve' as const },
    { ...LINK, via: '' },
    { ...LINK, via: 'Bereitschaft ü/email/3' },
  ])('says what was signed: %j', (link) => {
    expect(readLink(SECRET, signLink(SECRET, link), NOW)).toEqual({ link })
  })

  it('is short, fit for a URL, and the same each time', () => {
    const token = signLink(SECRET, LINK)
    expect(token).toMatch(/^[A-Za-z0-9_-]{60,80}$/)
    expect(signLink(SECRET, LINK)).toBe(token)
  })

  it('is expired from its time on, and not before', () => {
    const token = signLink(SECRET, LINK)
    expect(readLink(SECRET, token, LINK.expiresAt - 1)).toEqual({ link: LINK })
    expect(readLink(SECRET, token, LINK.expiresAt)).toEqual({ fault: 'expired' })
  })

  it('is forged when any bit of it differs, or another secret made it', () => {
    const token = signLink(SECRET, LINK)
    const bytes = Buffer.from(token, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(readLink(SECRET, changed.toString('base64url'), NOW)).toEqual({ fault: 'forged' })
    }
    expect(readLink(Buffer.alloc(32, 8), token, NOW)).toEqual({ fault: 'forged' })
    // Even when its time is over: nothing of a forged link is believed.
    expect(readLink(Buffer.alloc(32, 8), token, LINK.expiresAt)).toEqual({ fault: 'forged' })
  })

  it.each(['', 'x', 'AAAA', '../../etc', 'A'.repeat(10_000)])('is forged when it is %j', (token) => {
    expect(readLink(SECRET, token, NOW)).toEqual({ fault: 'forged' })
  })

  it('has one spelling only', () => {
    const token = signLink(SECRET, LINK)
    for (const other of [`${token}=`, `${token}\n`, ` ${token}`, `${token}!`])
      expect(readLink(SECRET, other, NOW)).toEqual({ fault: 'forged' })
  })

  it('keeps to its length whatever the channel is called', () => {
    const token = signLink(SECRET, { ...LINK, via: 'ä'.repeat(5_000) })
    expect(token.length).toBeLessThan(230)
    expect(readLink(SECRET, token, NOW)).toMatchObject({ link: { noticeId: LINK.noticeId } })
  })
})

describe('the secret of links', () => {
  it.each([
    ['hex', SECRET.toString('hex')],
    ['base64', SECRET.toString('base64')],
    ['base64url', SECRET.toString('base64url')],
    ['with a newline, as files end', `${SECRET.toString('base64')}\n`],
  ])('is read from %s', (_, text) => {
    expect(parseLinkSecret(text)).toEqual(SECRET)
  })

  it.each([
    ['', 'must be hex or base64'],
    ['not a secret!', 'must be hex or base64'],
    [Buffer.alloc(31).toString('base64'), 'has 31 bytes, and must have at least 32'],
    [Buffer.alloc(31).toString('hex'), 'has 31 bytes, and must have at least 32'],
  ])('is refused when it is %j', (text, reason) => {
    expect(() => parseLinkSecret(text)).toThrow(reason)
  })
})
