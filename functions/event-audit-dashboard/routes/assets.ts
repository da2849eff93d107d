import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { live } from '../web/live.ts'
import { style } from '../web/style.ts'

type Asset = { name: string; type: string; body: string; etag: string }

/** The script is the source text of a self-contained function: checked as TypeScript, served as it was compiled. */
const script = `(${live.toString()})()\n`
const assets = [asset('dashboard.css', 'text/css', style), asset('dashboard.js', 'text/javascript', script)]

/** Where a page finds an asset, under the root. The name changes with the content, so that it can be kept for ever. */
export function assetPath(name: 'dashboard.css' | 'dashboard.js'): string {
  return `assets/${assets.find((candidate) => candidate.name === name)?.etag}/${name}`
}

export function assetRoutes(): Hono {
  const routes = new Hono()
  for (const { name, type, body, etag } of assets)
    routes.get(`/assets/:hash/${name}`, (c) => {
      c.header('etag', `"${etag}"`)
      const current = c.req.param('hash') === etag
      c.header('cache-control', current ? 'private, max-age=31536000, immutable' : 'no-cache')
      if (c.req.header('if-none-match') === `"${etag}"`) return c.body(null, 304)
      return c.body(body, 200, { 'content-type': `${type}; charset=utf-8` })
    })
  return routes
}

function asset(name: string, type: string, body: string): Asset {
  return { name, type, body, etag: createHash('sha256').update(body).digest('hex').slice(0, 16) }
}
