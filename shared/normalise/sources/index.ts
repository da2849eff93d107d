import type { Source } from '../source.ts'
import { auditd } from './auditd.ts'
import { cisco } from './cisco.ts'
import { cloudtrail } from './cloudtrail.ts'
import { github } from './github.ts'
import { json } from './json.ts'
import { kubernetes } from './kubernetes.ts'
import { linux } from './linux.ts'

export { json }

/** Every source there is, by the name in its path `/sources/NAME`; the more particular are asked first. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(
  [kubernetes, cloudtrail, github, auditd, cisco, linux, json].map((source) => [source.name, source]),
)
