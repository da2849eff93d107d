import type { Server } from 'node:http'
import { Hono } from 'hono'
import { createMetrics, type Metrics } from '../observe/metrics.ts'
import type { Log } from '../ports/ports.ts'
import { drainOnSignal } from './drain.ts'
import { listen } from './listen.ts'
import { type Consumer, receiveDelivery } from './receive-delivery.ts'

/** A function as its `main.ts` describes it; what is left out, it doesn't do. */
export type FunctionHost = {
  name: string
  port: number
  drainSeconds: number
  log: Log
  /** What the function counts beside its requests; metrics of its name when left out. */
  metrics?: Metrics
  /** Takes CloudEvents delivered to `POST` on these paths. */
  consumers?: Record<string, Consumer>
  /** Answers everything that is no probe and no delivery. */
  fetch?: (request: Request) => Response | Promise<Response>
  /** Throws while the function can't do its work. */
  ready?: () => Promise<void>
  /** Called when SIGTERM arrives: end what would otherwise go on for ever. */
  onDrain?: () => void
  /** Further lines of `/metrics`, in Prometheus text format, as far as the authorization given lets one read them. */
  totals?: (authorization: string | undefined) => Promise<string>
  /** Closes connections, after the last request. */
  close?: () => Promise<void>
}

/**
 * Hosts a function over HTTP, alike on Knative, OpenFaaS and a laptop: `/_/health` (alive), `/readyz` (able to work),
 * `/metrics` (Prometheus), deliveries, and the function's own routes. Resolves once it listens.
 */
export async function serve(host: FunctionHost): Promise<Server> {
  const metrics = host.metrics ?? createMetrics(host.name)
  const state = { draining: false, inFlight: 0 }
  const app = createApp(host, metrics, state)
  const server = await listen(app.fetch, host.port)
  drainOnSignal(server, host, state)
  return server
}

function createApp(host: FunctionHost, metrics: Metrics, state: { draining: boolean; inFlight: number }): Hono {
  const app = new Hono()
  let answered = false
  app.use(async (context, next) => {
    const started = performance.now()
    state.inFlight++
    try {
      await next()
    } finally {
      state.inFlight--
    }
    // OpenFaaS answers with the request's own content type where there is none: a plain answer would pass for an event.
    if (!context.res.headers.has('content-type')) context.header('content-type', 'text/plain')
    // Whoever keeps a connection should take another one, to a process that stays.
    if (state.draining) context.header('connection', 'close')
    metrics.request(context.res.status, (performance.now() - started) / 1000)
    if (!answered) {
      answered = true
      metrics.coldStart(performance.now() / 1000)
      setTimeout(() => void metrics.load(), 1_000).unref()
    }
  })
  app.get('/_/health', (context) => context.text('OK'))
  app.get('/readyz', async (context) => {
    if (state.draining) return context.text('draining', 503)
    try {
      await host.ready?.()
      return context.text('OK')
    } catch (error) {
      host.log.warn('not ready', { reason: (error as Error).message })
      return context.text('not ready', 503)
    }
  })
  app.get('/metrics', async (context) => {
    const totals = (await host.totals?.(context.req.header('authorization'))) ?? ''
    const { text, contentType } = await metrics.render()
    return new Response(text + totals, { headers: { 'content-type': contentType } })
  })
  for (const [path, consumer] of Object.entries(host.consumers ?? {})) {
    app.post(path, async (context, next) => {
      if (consumer.takes?.(context.req.raw.headers) === false) return await next()
      return await receiveDelivery(context.req.raw, consumer, { log: host.log, metrics })
    })
    app.options(path, () => new Response(null, { status: 200, headers: { allow: 'POST, OPTIONS' } }))
  }
  const { fetch } = host
  if (fetch !== undefined) app.all('*', (context) => fetch(context.req.raw))
  app.notFound((context) => context.json({ error: 'no such path' }, 404))
  app.onError((error, context) => {
    host.log.error('request failed', { reason: error.message, stack: error.stack })
    return context.json({ error: 'internal error' }, 503, { 'retry-after': '1' })
  })
  return app
}
