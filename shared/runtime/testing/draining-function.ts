import { jsonLog } from '../../observe/log.ts'
import { DONE } from '../../ports/outcome.ts'
import { main } from '../main.ts'
import { serve } from '../serve.ts'

/** A function on a port of its own choice that tells its parent what happens; a delivery lasts its data's milliseconds. */
await main('draining-function', async () => {
  const server = await serve({
    name: 'draining-function',
    port: 0,
    drainSeconds: Number(process.argv[2]),
    log: jsonLog({}, () => undefined),
    consumers: {
      '/': {
        handle: async ([event]) => {
          process.send?.('handling')
          await new Promise((resolve) => setTimeout(resolve, Number(event?.data)))
          process.send?.('handled')
          return DONE
        },
        keep: async () => undefined,
      },
    },
    fetch: () => new Response(slowly(['first', 'last'])),
    onDrain: () => process.send?.('draining'),
    close: async () => {
      process.send?.('closed')
      if (process.argv[3] === 'fail') throw new Error('close failed')
    },
  })
  process.send?.((server.address() as { port: number }).port)
})

function slowly(parts: string[]): ReadableStream {
  return new ReadableStream({
    async pull(controller) {
      const part = parts.shift()
      if (part === undefined) return controller.close()
      controller.enqueue(Buffer.from(part))
      process.send?.(part)
      await new Promise((resolve) => setTimeout(resolve, 500))
    },
  })
}
