import type { Outgoing } from '../../../shared/notify/formats/format-notice.ts'

/** What would be sent, to be read; secrets show as `<secret>`. */
export function outgoingLines(outgoing: Outgoing): string[] {
  if ('lines' in outgoing)
    return outgoing.lines.map(({ level, message, fields }) => `${level} ${message} ${JSON.stringify(fields)}`)
  if ('mail' in outgoing) {
    const { from, to, subject, messageId, headers, text, html } = outgoing.mail
    const head = { From: from, To: to.join(', '), Subject: subject, 'Message-ID': messageId, ...headers }
    return [
      ...Object.entries(head).map(([name, value]) => `${name}: ${value}`),
      '',
      '--- text ---',
      text,
      ...(html === undefined ? [] : ['--- html ---', html]),
    ]
  }
  const { method, url, headers, body } = outgoing.request
  return [
    `${method} ${url.join('')}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    JSON.stringify(body, null, 2),
  ]
}
