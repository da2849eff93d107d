import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod/mini'

/** Folder with the released programs of those we work with; without it nothing here can run. */
export const PEERS = process.env['AUDITFLOW_PEERS']

const Source = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    rabbitmqResourcesConfig: z.object({ queueName: z.string(), exchangeName: z.string(), parallelism: z.int() }),
    delivery: z.object({ retry: z.int(), backoffPolicy: z.string(), backoffDelay: z.string() }),
  }),
})

export type Adapter = {
  output: () => string
  /** Ends it with SIGTERM, and with SIGKILL if it hangs, as it does now and then (seen with 1.22.1). */
  stop: () => Promise<void>
}

const GRACE_MS = 5_000

/**
 * Runs the adapter of a source of knative/base/sources as its controller does
 * (eventing-rabbitmq: pkg/reconciler/source/resources/receive_adapter.go).
 */
export function startAdapter(source: string, brokerUrl: string, sink: string): Adapter {
  const text = readFileSync(`knative/base/sources/${source}.yaml`, 'utf8')
  const { metadata, spec } = Source.parse(parse(text))
  const { queueName, exchangeName, parallelism } = spec.rabbitmqResourcesConfig
  const url = new URL(brokerUrl)
  const vhost = url.pathname.slice(1)
  url.pathname = '/'
  const child = spawn(join(PEERS ?? '', 'receive_adapter'), ['-server', 'http://127.0.0.1:1'], {
    env: {
      RABBIT_URL: url.href,
      RABBITMQ_VHOST: vhost,
      RABBITMQ_CHANNEL_PARALLELISM: String(parallelism),
      RABBITMQ_EXCHANGE_NAME: exchangeName,
      RABBITMQ_QUEUE_NAME: queueName,
      RABBITMQ_PREDECLARED: 'true',
      K_SINK: sink,
      NAME: metadata.name,
      NAMESPACE: 'auditflow',
      K_LOGGING_CONFIG: '',
      K_OBSERVABILITY_CONFIG: '{"metrics":{"protocol":"none"}}',
      HTTP_SENDER_RETRY: String(spec.delivery.retry),
      HTTP_SENDER_BACKOFF_POLICY: spec.delivery.backoffPolicy,
      HTTP_SENDER_BACKOFF_DELAY: spec.delivery.backoffDelay,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      output += more
    })
  return {
    output: () => output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
      await gone
      clearTimeout(late)
    },
  }
}
