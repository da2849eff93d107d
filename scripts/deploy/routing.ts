import { readFileSync } from 'node:fs'
import { ROUTING, ROUTING_KEY, type Secrets } from './secrets.ts'

/** The secret that holds a routing file; none without a file. @throws Error when the file can't be read */
export function readRouting(file: string | undefined): Secrets {
  return file === undefined ? {} : { [ROUTING]: { [ROUTING_KEY]: readFileSync(file, 'utf8') } }
}
