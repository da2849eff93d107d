import { parsedOr } from '../parsed.ts'
import { at } from '../record.ts'
import type { Envelope } from './envelope.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** A message that Google Pub/Sub pushes, its data in base64. https://cloud.google.com/pubsub/docs/push */
export const pubsub: Envelope = {
  marks: ['message'],
  open(item) {
    const data = at(item, 'message', 'data')
    if (typeof data !== 'string' || typeof at(item, 'subscription') !== 'string') return undefined
    const text = textOf(data)
    return text === undefined || text === '' ? undefined : [parsedOr(text, text)]
  },
}

/** Undefined for what is no text: such a message is kept as it came. */
function textOf(base64: string): string | undefined {
  try {
    return UTF8.decode(Buffer.from(base64, 'base64'))
  } catch {
    return undefined
  }
}
