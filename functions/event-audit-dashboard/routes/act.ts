import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { type Link, type LinkFault, readLink } from '../../../shared/notify/links.ts'
import { alertsOfNotice } from '../../../shared/store/alerts/alerts-of-notice.ts'
import { changeAlerts } from '../../../shared/store/alerts/change-alert.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { BadFilter } from '../filters/read-field.ts'
import { type Asked, askPage, donePage, fateOf, refusedPage } from '../pages/act.ts'
import type { Ports } from '../ports.ts'
import { viewOf } from '../view.ts'
import { readFields } from './read-fields.ts'

/** More alerts than that are changed by pressing again. */
const MOST_AT_ONCE = 1_000
const MAX_NAME = 60

const REFUSED = {
  forged: { status: 403, title: 'This link is not valid', text: 'It was cut short or changed, or is not ours.' },
  expired: { status: 410, title: 'This link has expired', text: 'Links in messages can be used for a week.' },
  gone: { status: 410, title: 'This link has expired', text: 'What it was about is no longer kept.' },
  unset: {
    status: 404,
    title: 'Links are not set up',
    text: 'The dashboard takes no links from messages: AUDITFLOW_LINK_SECRET is not set.',
  },
} as const satisfies Record<LinkFault | 'gone' | 'unset', object>

/** The token in the path is the authority: it must not get into other sites' or search engines' hands. */
const keepToOurselves: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('referrer-policy', 'no-referrer')
  c.header('x-robots-tag', 'noindex, nofollow')
}

/**
 * Links from messages: `GET` asks and changes nothing, however often a scanner follows it; `POST` does it. Neither needs the
 * dashboard's token.
 */
export function actRoutes(ports: Ports): Hono {
  return new Hono()
    .use('/act/*', keepToOurselves)
    .get('/act/:token', async (c) => {
      const link = linkOf(c, ports)
      if (typeof link === 'string') return refuse(c, ports, link)
      const asked = await readAsked(ports, link)
      return asked.alerts.length === 0 ? refuse(c, ports, 'gone') : c.html(askPage(viewOf(c, ports), asked))
    })
    .post('/act/:token', async (c) => {
      const link = linkOf(c, ports)
      if (typeof link === 'string') return refuse(c, ports, link)
      const asked = await readAsked(ports, link)
      if (asked.alerts.length === 0) return refuse(c, ports, 'gone')
      try {
        const count = await act(ports, asked, await saidBy(c, link))
        return c.html(donePage(viewOf(c, ports), await readAsked(ports, link), count))
      } catch (fault) {
        if (!(fault instanceof BadFilter)) throw fault
        return c.html(askPage(viewOf(c, ports), asked, fault.faults), 400)
      }
    })
}

function linkOf(c: Context, { linkSecret, clock }: Ports): Link | LinkFault | 'unset' {
  if (linkSecret === undefined) return 'unset'
  const read = readLink(linkSecret, c.req.param('token') ?? '', clock())
  return 'fault' in read ? read.fault : read.link
}

function refuse(c: Context, ports: Ports, why: keyof typeof REFUSED): Response | Promise<Response> {
  const { status, title, text } = REFUSED[why]
  return c.html(refusedPage(viewOf(c, ports), title, text), status)
}

async function readAsked({ sql }: Ports, { noticeId, change, via }: Link): Promise<Asked> {
  return { change, via, alerts: await readOnly(sql, (reader) => alertsOfNotice(reader, noticeId, MOST_AT_ONCE)) }
}

/** Who did it and why, as far as the form says. @throws BadFilter */
async function saidBy(c: Context, { via }: Link): Promise<{ by: string; reason?: string }> {
  const { name, reason } = await readFields(c.req.raw, ['name', 'reason'])
  if (name !== undefined && name.length > MAX_NAME)
    throw new BadFilter([{ field: 'name', message: `is longer than ${MAX_NAME} characters` }])
  const by = name === undefined ? `via ${via}` : `${name} via ${via}`
  return { by, ...(reason !== undefined && { reason }) }
}

/** @returns how many alerts it changed @throws BadFilter */
async function act({ sql, clock }: Ports, asked: Asked, said: { by: string; reason?: string }): Promise<number> {
  const { change } = asked
  const targets = asked.alerts.filter((alert) => fateOf(alert, change) === 'changes')
  const outcomes = await changeAlerts(sql, targets, { change, ...said, nowMs: clock() })
  const [first] = outcomes
  if (first?.kind === 'faulty') throw new BadFilter([{ field: first.field, message: first.reason }])
  return outcomes.filter(({ kind }) => kind === 'changed').length
}
