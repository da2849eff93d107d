import { connect } from 'node:net'

export type RawAnswer = { status: number; headers: Headers; body: string; interim: number[] }

/**
 * Sends these pieces over a connection of its own, waiting `pauseMs` between them, and reads until the server closes it.
 * `interim` are the 1xx statuses that came before the answer.
 */
export async function sendRaw(url: string, pieces: readonly (string | Buffer)[], pauseMs = 0): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  const closed = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('close', () => resolve())
    socket.on('error', (error) => (chunks.length > 0 ? resolve() : reject(error)))
  })
  for (const piece of pieces) {
    socket.write(piece)
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  await closed
  return parse(Buffer.concat(chunks).toString('latin1'), [])
}

function parse(text: string, interim: number[]): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1])
  const rest = text.slice(end + 4)
  if (status < 200) return parse(rest, [...interim, status])
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return { status, headers: new Headers(pairs), body: rest, interim }
}
