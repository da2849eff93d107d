import type { Context, MiddlewareHandler } from 'hono'
import { hasBearer } from './access.ts'
import { Forbidden } from './faults.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses changes that another site made the browser send. A JSON body or a bearer token is proof enough: a browser
 * sends neither across origins without asking first, and we never allow it.
 */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  if (!SAFE.has(c.req.method) && !isOurs(c))
    throw new Forbidden('changes are taken from our own pages, as application/json, or with a bearer token')
  await next()
}

function isOurs(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  if (hasBearer(c.req.header('authorization'))) return true
  const origin = c.req.header('origin')
  if (origin !== undefined) return URL.canParse(origin) && hostsOf(c).includes(new URL(origin).host)
  return /^application\/json\b/i.test(c.req.header('content-type') ?? '')
}

/** A gateway may put its own name into Host and the browser's into X-Forwarded-Host; no other site can set either. */
function hostsOf(c: Context): (string | undefined)[] {
  return [new URL(c.req.url).host, c.req.header('host'), c.req.header('x-forwarded-host')?.split(',')[0]?.trim()]
}
