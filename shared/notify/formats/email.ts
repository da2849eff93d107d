import type { EmailSettings } from '../channels/kinds/email.ts'
import type { Notice } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import { template } from '../templates/template.ts'
import { dedupKey } from './dedup-key.ts'
import { MAIL_HTML, MAIL_TEXT, TITLE } from './default-texts.ts'
import type { FormatContext } from './format.ts'
import { AS_IT_IS, HTML_MAIL, PLAIN_MAIL } from './markups.ts'
import { visible } from './visible.ts'

/** A mail as it is handed to SMTP; texts have no control characters, so that none of them can begin a header. */
export type OutgoingMail = {
  from: string
  to: readonly string[]
  subject: string
  text: string
  html: string | undefined
  headers: Readonly<Record<string, string>>
  messageId: string
}

/** RFC 5322, section 2.1.1, says 998 for a line; a subject is read in a list. */
const LONGEST_SUBJECT = 200
const LONGEST_HEADER = 500
const LONGEST_BODY = 200_000

/** A mail of two parts that say the same. A second try has the same Message-ID. */
export function formatEmail(notice: Notice, settings: EmailSettings, { links }: FormatContext): OutgoingMail {
  const header = (own: EmailSettings['subject'], byDefault: string, longest: number) =>
    visible(renderText(own, template(byDefault), notice, { links, markup: AS_IT_IS, longest }), longest)
  const host = hostOf(settings.from)
  const thread = `<group-${dedupKey(notice, 0)}@${host}>`
  const isPlain = settings.text !== undefined && settings.html === undefined
  return {
    from: settings.from,
    to: settings.to,
    subject: header(settings.subject, TITLE.source, LONGEST_SUBJECT),
    text: renderText(settings.text, MAIL_TEXT, notice, { links, markup: PLAIN_MAIL, longest: LONGEST_BODY }),
    html: isPlain
      ? undefined
      : renderText(settings.html, MAIL_HTML, notice, { links, markup: HTML_MAIL, longest: LONGEST_BODY }),
    messageId: `<${notice.id}@${host}>`,
    headers: {
      ...Object.fromEntries(
        Object.entries(settings.headers).map(([name, own]) => [name, header(own, '', LONGEST_HEADER)]),
      ),
      // RFC 3834: no vacation message answers it.
      'Auto-Submitted': 'auto-generated',
      ...(settings.isThreaded && { References: thread, 'In-Reply-To': thread }),
    },
  }
}

function hostOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? 'auditflow.invalid'
}
