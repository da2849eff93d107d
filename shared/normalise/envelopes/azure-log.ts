import { parsedOr } from '../parsed.ts'
import { at } from '../record.ts'
import type { Envelope } from './envelope.ts'

/** The diagnostic record of Azure Monitor around a Kubernetes audit event, which it holds as text in `properties.log`. */
export const azureLog: Envelope = {
  marks: ['properties'],
  open(item) {
    const log = parsedOr(at(item, 'properties', 'log'), null)
    return log === null ? undefined : [log]
  },
}
