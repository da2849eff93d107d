import type { Source } from '../source.ts'
import { auditd } from './auditd.ts'
import { auth0 } from './auth0.ts'
import { azureActivity } from './azure-activity.ts'
import { cisco } from './cisco.ts'
import { cloudtrail } from './cloudtrail.ts'
import { duo } from './duo.ts'
import { entra } from './entra.ts'
import { gcp } from './gcp.ts'
import { github } from './github.ts'
import { googleWorkspace } from './google-workspace.ts'
import { json } from './json.ts'
import { jumpcloud } from './jumpcloud.ts'
import { keycloak } from './keycloak.ts'
import { kubernetes } from './kubernetes.ts'
import { linux } from './linux.ts'
import { m365 } from './m365.ts'
import { ocsf } from './ocsf.ts'
import { okta } from './okta.ts'
import { onelogin } from './onelogin.ts'
import { onepassword } from './onepassword.ts'
import { slack } from './slack.ts'

export { json }

/** The more particular are asked first whether a record is theirs. */
const ALL: readonly Source[] = [
  ocsf,
  kubernetes,
  cloudtrail,
  okta,
  auth0,
  slack,
  duo,
  onelogin,
  onepassword,
  jumpcloud,
  keycloak,
  github,
  googleWorkspace,
  gcp,
  entra,
  azureActivity,
  m365,
  auditd,
  cisco,
  linux,
  // Last: any object may be generic JSON.
  json,
]

/** Every source there is, by the name in its path `/sources/NAME`. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(ALL.map((source) => [source.name, source]))
