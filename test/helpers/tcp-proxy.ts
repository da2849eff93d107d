import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type TcpProxy = {
  port: number
  /** Destroys every connection there is; new ones are taken. */
  cut: () => void
  /** While `open` is false, new connections are destroyed at once. */
  open: boolean
  /** A client that sends this text is cut off before it gets there. */
  cutOn: string | undefined
  /** How many connections were made. */
  connections: number
  close: () => void
}

/** Stands between a client and a server of this machine, so that a test can cut what lies between them. */
export async function createTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    proxy.connections++
    if (!proxy.open) return near.destroy()
    const far = connect(target, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (sent) => {
      if (proxy.cutOn !== undefined && sent.includes(proxy.cutOn)) near.destroy()
    })
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const proxy: TcpProxy = {
    port: (server.address() as { port: number }).port,
    cut,
    open: true,
    cutOn: undefined,
    connections: 0,
    close: () => {
      server.close()
      cut()
    },
  }
  return proxy
}
