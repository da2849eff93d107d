import { Hono } from 'hono'
import { requireToken } from './access.ts'
import { answerFault } from './answer-fault.ts'
import { NotFound } from './faults.ts'
import type { Ports } from './ports.ts'
import { actRoutes } from './routes/act.ts'
import { apiRoutes } from './routes/api.ts'
import { assetRoutes } from './routes/assets.ts'
import { channelRoutes } from './routes/channels.ts'
import { deadRoutes } from './routes/dead.ts'
import { deadPageRoutes } from './routes/dead-pages.ts'
import { pageRoutes } from './routes/pages.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { silencePages } from './routes/silence-pages.ts'
import { silenceRoutes } from './routes/silences.ts'
import { streamRoutes } from './routes/stream.ts'
import { suppressionRoutes } from './routes/suppressions.ts'
import { sameOriginOnly } from './same-origin.ts'
import { securityHeaders } from './security-headers.ts'

/**
 * The dashboard: pages under `/`, JSON under `/api/v1`, a live stream at `/api/v1/stream`. It listens nowhere;
 * probes and metrics are answered by who hosts it.
 */
export function createApp(ports: Ports): Hono {
  const app = new Hono()
  app.use(securityHeaders)
  // What needs no token: the style sheet, which is the same everywhere, and links that bring an authority of their own.
  app.route('/', assetRoutes())
  app.route('/', actRoutes(ports))
  app.use(requireToken(ports.access.token))
  app.use(sameOriginOnly)
  app.route('/api/v1', schemaRoutes())
  app.route('/api/v1', streamRoutes(ports))
  app.route('/api/v1', silenceRoutes(ports))
  app.route('/api/v1', suppressionRoutes(ports))
  app.route('/api/v1', channelRoutes(ports))
  app.route('/api/v1', deadRoutes(ports))
  app.route('/api/v1', apiRoutes(ports))
  app.route('/', silencePages(ports))
  app.route('/', deadPageRoutes(ports))
  app.route('/', pageRoutes(ports))
  app.notFound((c) => answerFault(c, new NotFound('there is no such page'), ports))
  app.onError((fault, c) => answerFault(c, fault, ports))
  return app
}
