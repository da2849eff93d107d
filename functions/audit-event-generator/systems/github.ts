import { type JsonObject, present } from '../../../shared/normalise/record.ts'
import { github } from '../../../shared/normalise/sources/github.ts'
import type { RecordedDeed } from '../deed.ts'
import { derivedId, derivedNumber } from '../derived-id.ts'
import { githubLogin, type Who } from './identities.ts'
import { receive } from './receive.ts'

/** The company's organization. */
export const ORG = 'hallberg'
const ORG_ID = 4101
const FIRST_USER_ID = 52_000
const LARGEST_ID = 900_000

export type GithubAction = Who & {
  /** The audit log's name of what was done: `repo.access`, `git.push`. */
  action: string
  /** Within the organization, without its name: `gateway`. */
  repo?: string
  org?: string
  /** The login of the member it was done to. */
  user?: string
  /** What the entry says besides: `visibility`, `permission`, `hashed_token`, `programmatic_access_type`. */
  fields?: JsonObject
}

const locationOf = (from: Who['from']): JsonObject | undefined => {
  const location = from?.location
  if (location === undefined) return undefined
  const { country, city, lat, long } = location
  return { country_code: country, city, location: { lat, lon: long } }
}

/** One entry of GitHub's audit log, as it is streamed. */
export const githubAction = ({ actor, from = actor.from, org = ORG, ...entry }: GithubAction): RecordedDeed => ({
  write(timeMs, id) {
    const record = present({
      '@timestamp': timeMs,
      _document_id: Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url'),
      action: entry.action,
      actor: githubLogin(actor),
      actor_id: FIRST_USER_ID + actor.index,
      actor_ip: from.ip,
      actor_is_bot: actor.type === 'Service',
      actor_location: locationOf(from),
      created_at: timeMs,
      operation_type: operationOf(entry.action),
      org,
      org_id: ORG_ID,
      repo: entry.repo && `${org}/${entry.repo}`,
      repo_id: entry.repo ? derivedNumber(LARGEST_ID, org, entry.repo) : undefined,
      user: entry.user,
      user_agent: entry.userAgent ?? actor.userAgent,
      request_id: derivedId(id, 'request'),
      ...entry.fields,
    })
    return receive(github, record, timeMs)
  },
})

const operationOf = (action: string): string => {
  if (/create|add|grant|invite/.test(action)) return 'create'
  if (/destroy|remove|delete|revoke/.test(action)) return 'remove'
  return /clone|fetch|download/.test(action) ? 'access' : 'modify'
}
