import { main } from '../main.ts'

/** A function whose start never ends. */
await main('stuck-function', async () => {
  process.send?.('starting')
  await new Promise((resolve) => setTimeout(resolve, 60_000))
})
