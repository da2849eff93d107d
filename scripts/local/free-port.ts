import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the range from which Linux takes the ports of outgoing connections (32768 on): one of those could be taken
 * between this look and its use, even by a probe of the very port.
 */
const FIRST = 20_000
const LAST = 32_767
const TRIES = 50

/** A TCP port of 127.0.0.1 that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(FIRST, LAST + 1)
    if (await canListen(port)) return port
  }
  throw new Error(`no free port from ${FIRST} to ${LAST}`)
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
