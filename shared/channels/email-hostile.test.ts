import { type ParsedMail, simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import type { EmailSettings } from '../notify/channels/kinds/email.ts'
import { formatEmail } from '../notify/formats/email.ts'
import { noticeLinks } from '../notify/formats/notice-links.ts'
import { decode, isOurs, unseen } from '../notify/formats/testing/effects.ts'
import { configOf, LINKS, OWN } from '../notify/formats/testing/entries.ts'
import { BEFORE, hostileNotices, NAMED_HOSTILE } from '../notify/formats/testing/hostile.ts'
import type { Notice } from '../notify/notice.ts'

const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
const HEADERS = ['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type', 'auto-submitted']
const TAGS = /^(?:html|head|meta|title|body|h1|p|div|strong|span|br|a)$/

async function mailOf(notice: Notice, own: boolean): Promise<ParsedMail> {
  const settings = configOf('email', own ? OWN.email : {}).settings as EmailSettings
  const mail = formatEmail(notice, settings, { links: noticeLinks(notice, LINKS), now: notice.at })
  const { message } = await transport.sendMail({ ...mail, to: [...mail.to] })
  return simpleParser(message as Buffer)
}

/** Each tag with its attributes, and each piece of text between two. */
function piecesOf(html: string): { tags: string[]; texts: string[] } {
  const parts = html.split(/(<[^>]*>)/)
  return {
    tags: parts.filter((part) => part.startsWith('<')),
    texts: parts.filter((part) => !part.startsWith('<')).map(decode),
  }
}

function tagEffects(tag: string): string[] {
  if (tag === '<!doctype html>') return []
  const [, name = '', attributes = ''] = /^<\/?([a-z0-9]+)((?:\s+[a-z]+="[^"]*")*)>$/.exec(tag) ?? []
  const given = [...attributes.matchAll(/\s+([a-z]+)="([^"]*)"/g)]
  return [
    ...(TAGS.test(name) ? [] : [tag]),
    ...given
      .filter(([, attribute, value]) =>
        attribute === 'href' ? !isOurs(value!) : !/^(?:style|lang|charset)$/.test(attribute!),
      )
      .map(([whole]) => whole),
  ]
}

/** What a reader of plain text makes links of: mailparser has a finder of links, which knows all top-level domains. That it
 * takes `@name` for Twitter's is its own. */
async function linksIn(texts: readonly string[]): Promise<string[]> {
  const { textAsHtml } = await simpleParser(`Content-Type: text/plain; charset=utf-8\r\n\r\n${texts.join('\n\n')}`)
  return [...(textAsHtml ?? '').matchAll(/<a href="([^"]*)"/g)]
    .map(([, url]) => decode(url!))
    .filter((url) => !isOurs(url) && !url.startsWith('https://twitter.com/'))
}

async function effects(mail: ParsedMail, own: boolean): Promise<string[]> {
  const { tags, texts } = piecesOf(String(mail.html))
  const names = own ? [...HEADERS, 'x-alert'] : HEADERS
  const header = `${mail.subject}${own ? mail.headers.get('x-alert') : ''}`
  return [
    ...[...mail.headers.keys()].filter((name) => !names.includes(name)),
    ...[mail.to ?? []].flat().flatMap(({ text }) => (text === 'ops@example.org' ? [] : [text])),
    ...(mail.from?.value.length === 1 && mail.attachments.length === 0 ? [] : ['from or attachments']),
    ...(/[\r\n]/.test(header) ? ['a header of several lines'] : []),
    ...tags.flatMap(tagEffects),
    ...[header, mail.text ?? '', ...texts].flatMap(unseen),
    ...(await linksIn(texts)),
    ...(await linksIn([mail.text ?? ''])),
  ]
}

describe('e-mail', () => {
  for (const own of [false, true])
    it.each(NAMED_HOSTILE)(`lets %j do nothing${own ? " in a user's own texts" : ''}`, async (_, hostile) => {
      for (const { place, notice } of hostileNotices(hostile)) {
        if (!['rule title', 'assignee', 'text alone', 'everywhere', 'receiver'].includes(place)) continue
        const mail = await mailOf(notice, own)
        expect([place, await effects(mail, own)]).toEqual([place, []])
        expect([place, mail.text?.includes(BEFORE), String(mail.html).includes(BEFORE)]).toEqual([place, true, true])
      }
    })
})
