import { Buffer, isUtf8 } from 'node:buffer'
import { parsedOr } from '../parsed.ts'
import { at } from '../record.ts'
import type { Envelope } from './envelope.ts'

/** A message that Google Pub/Sub pushes, its data in base64. https://cloud.google.com/pubsub/docs/push */
export const pubsub: Envelope = {
  open(item) {
    const data = at(item, 'message', 'data')
    if (typeof data !== 'string' || typeof at(item, 'subscription') !== 'string') return undefined
    const bytes = Buffer.from(data, 'base64')
    if (bytes.length === 0 || !isUtf8(bytes)) return undefined
    const text = bytes.toString()
    return [parsedOr(text, text)]
  },
}
