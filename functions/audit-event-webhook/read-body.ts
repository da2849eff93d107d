import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Refusal } from './reply.ts'

const inflate = promisify(gunzip)

/** The body as it was sent, and inflated; the same bytes when it was not compressed. */
export type Body = { sent: Uint8Array; content: Uint8Array }

/**
 * Reads a request's body, inflating gzip; never holds more than `maxBytes` of either form.
 * @throws Refusal 413 too large, 415 unknown encoding, 400 broken gzip or a body that ended early
 */
export async function readBody(request: Request, maxBytes: number): Promise<Body> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? ''
  if (!['', 'identity', 'gzip', 'x-gzip'].includes(encoding))
    throw new Refusal(415, 'Content-Encoding: only gzip and identity are accepted', { 'accept-encoding': 'gzip' })
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const sent = await readBounded(request, maxBytes)
  return { sent, content: encoding.endsWith('gzip') ? await inflateBounded(sent, maxBytes) : sent }
}

async function readBounded(request: Request, maxBytes: number): Promise<Uint8Array> {
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let chunk = await reader?.read().catch(endedEarly); chunk?.value !== undefined; ) {
    size += chunk.value.length
    if (size > maxBytes) {
      await reader?.cancel()
      throw tooLarge(maxBytes)
    }
    chunks.push(chunk.value)
    chunk = await reader?.read().catch(endedEarly)
  }
  return Buffer.concat(chunks, size)
}

async function inflateBounded(sent: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await inflate(sent, { maxOutputLength: maxBytes })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw new Refusal(400, 'Content-Encoding says gzip, but the body is not valid gzip')
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `the body is larger than ${maxBytes} bytes, which is the limit before and after inflating`)
}

function endedEarly(): never {
  throw new Refusal(400, 'the body ended before it was complete')
}
