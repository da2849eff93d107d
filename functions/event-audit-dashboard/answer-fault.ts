import type { Context } from 'hono'
import { type Problem, problemOf } from './faults.ts'
import { problemPage } from './pages/problem.ts'
import type { Ports } from './ports.ts'
import { viewOf } from './view.ts'

/** Answers a fault as problem+json (RFC 9457) under `/api/`, as a page elsewhere. */
export function answerFault(c: Context, fault: unknown, { access, clock, log }: Ports): Response | Promise<Response> {
  const problem = problemOf(fault)
  if (problem.status >= 500)
    log.error('request failed', { path: shownPath(c), status: problem.status, reason: String(fault) })
  if (problem.retryAfter !== undefined) c.header('retry-after', String(problem.retryAfter))
  if (problem.status === 401) c.header('www-authenticate', 'Basic realm="AuditFlow", charset="UTF-8"')
  if (isApi(c)) return problemJson(c, problem)
  return c.html(problemPage(viewOf(c, { access, clock }), problem), problem.status)
}

/** A token in the path is a secret. */
function shownPath(c: Context): string {
  return c.req.path.replace(/^\/act\/.+/, '/act/TOKEN')
}

function isApi(c: Context): boolean {
  return c.req.path.startsWith('/api/')
}

function problemJson(c: Context, { status, title, detail, errors, preview }: Problem): Response {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, errors, preview })
  return c.body(body, status, { 'content-type': 'application/problem+json' })
}
