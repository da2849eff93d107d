import type { Target } from '../connector/target.ts'
import type { LocalFunction } from './function-process.ts'

/** A function of this machine as the receiver of deliveries and ticks. */
export function functionTarget(one: LocalFunction): Target {
  return {
    name: one.name,
    async post(path, { headers, body }) {
      const answer = await one.send(
        { method: 'POST', path, headers: { ...headers, 'content-length': body.length } },
        body,
      )
      return await new Promise((resolve, reject) => {
        answer.on('error', reject)
        answer.on('end', () => resolve(answer.statusCode ?? 0))
        answer.resume()
      })
    },
  }
}
