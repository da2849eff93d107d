import type { Source } from '../source.ts'
import { auth0 } from './auth0.ts'
import { cloudtrail } from './cloudtrail.ts'
import { duo } from './duo.ts'
import { github } from './github.ts'
import { json } from './json.ts'
import { kubernetes } from './kubernetes.ts'
import { okta } from './okta.ts'
import { slack } from './slack.ts'

export { json }

/** Every source there is, by the name in its path `/sources/NAME`; the more particular are asked first. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(
  [kubernetes, cloudtrail, okta, auth0, slack, duo, github, json].map((source) => [source.name, source]),
)
