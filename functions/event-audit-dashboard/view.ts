import type { Context } from 'hono'
import { userOf } from './access.ts'
import type { Ports } from './ports.ts'

/** What every page needs to know about the request. */
export type View = {
  /** Leads from this page to the first one, e.g. `./` or `../`: the prefix a gateway puts before is unknown here. */
  root: string
  path: string
  /** The query as given, to fill forms and to build links. */
  query: Record<string, string>
  /** As the browser sees it, as far as a gateway tells. */
  origin: string
  now: number
  open: boolean
  /** The user name of basic authentication. */
  user?: string
  /** Feed cursor read before the page's data: the stream resumes from it, so nothing falls in between. */
  cursor?: string
}

export function viewOf(c: Context, ports: Pick<Ports, 'access' | 'clock'>): View {
  const { path } = c.req
  const user = userOf(c.req.header('authorization'))
  return {
    root: rootOf(path),
    path,
    query: c.req.query(),
    origin: originOf(c),
    now: ports.clock(),
    open: ports.access.token === undefined,
    ...(user !== undefined && { user }),
  }
}

function rootOf(path: string): string {
  const depth = path.split('/').length - 2
  return depth <= 0 ? './' : '../'.repeat(depth)
}

function originOf(c: Context): string {
  const url = new URL(c.req.url)
  const host = c.req.header('x-forwarded-host') ?? url.host
  const scheme = c.req.header('x-forwarded-proto') === 'https' ? 'https' : url.protocol.slice(0, -1)
  return `${scheme}://${host}`
}
