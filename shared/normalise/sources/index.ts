import type { Source } from '../source.ts'
import { cloudtrail } from './cloudtrail.ts'
import { github } from './github.ts'
import { json } from './json.ts'
import { kubernetes } from './kubernetes.ts'

/** Every source there is, by the name in its path `/sources/NAME`. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(
  [github, kubernetes, cloudtrail, json].map((source) => [source.name, source]),
)
