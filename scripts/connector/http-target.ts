import * as http from 'node:http'
import * as https from 'node:https'
import type { Target } from './target.ts'

/**
 * A function behind an address, over connections that are kept.
 * @param url what stands before the path of a sink, such as `http://gateway:8080/function/NAME`
 * @param timeoutMs how long one request may take until the end of its answer, the function's cold start included
 */
export function httpTarget(name: string, url: string, timeoutMs: number): Target {
  const { request, Agent } = url.startsWith('https:') ? https : http
  const agent = new Agent({ keepAlive: true })
  const base = url.replace(/\/$/, '')
  return {
    name,
    post: (path, { headers, body }) =>
      new Promise((resolve, reject) => {
        const outgoing = request(base + path, {
          method: 'POST',
          agent,
          headers: { ...headers, 'content-length': body.length },
          signal: AbortSignal.timeout(timeoutMs),
        })
        outgoing.on('error', (error) => reject(error.name === 'AbortError' ? timedOut(timeoutMs) : error))
        outgoing.on('response', (answer) => {
          answer.on('error', reject)
          answer.on('end', () => resolve(answer.statusCode ?? 0))
          answer.resume()
        })
        outgoing.end(body)
      }),
  }
}

function timedOut(ms: number): Error {
  return new Error(`no answer within ${ms} ms`)
}
