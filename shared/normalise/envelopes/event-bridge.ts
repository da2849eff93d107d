import { at, isObject } from '../record.ts'
import type { Envelope } from './envelope.ts'

/** An event of AWS EventBridge. https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
export const eventBridge: Envelope = {
  marks: ['detail'],
  open(item) {
    const detail = at(item, 'detail')
    return isObject(detail) && at(item, 'detail-type') !== undefined ? [detail] : undefined
  },
}
