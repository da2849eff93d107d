import { at } from '../record.ts'
import type { Envelope } from './envelope.ts'

/** An answer of Duo's Admin API: `{ stat: 'OK', response: […] }`, the list perhaps in `items` or `authlogs`. https://duo.com/docs/adminapi#logs */
export const duoAnswer: Envelope = {
  marks: ['stat'],
  open(item) {
    const response = at(item, 'stat') === 'OK' ? at(item, 'response') : undefined
    const entries = Array.isArray(response) ? response : (at(response, 'items') ?? at(response, 'authlogs'))
    return Array.isArray(entries) ? entries : undefined
  },
}
