import { applicationBackdoor } from './application-backdoor.ts'
import { boughtPasswords } from './bought-passwords.ts'
import { bulkDownload } from './bulk-download.ts'
import { deviceCodePhishing } from './device-code-phishing.ts'
import { helpedThemselves } from './helped-themselves.ts'
import { impossibleTravel } from './impossible-travel.ts'
import { leakedKey } from './leaked-key.ts'
import { massDownload } from './mass-download.ts'
import { oktaLockout } from './okta-lockout.ts'
import { oktaTakeover } from './okta-takeover.ts'
import { partingShot } from './parting-shot.ts'
import { passwordGuessing } from './password-guessing.ts'
import { passwordSpraying } from './password-spraying.ts'
import { passwordStorm } from './password-storm.ts'
import { privilegeEscalation } from './privilege-escalation.ts'
import { secondFactorOff } from './second-factor-off.ts'
import { silentForwarder } from './silent-forwarder.ts'
import { stolenSession } from './stolen-session.ts'
import type { Story } from './story.ts'

/** Every story there is. */
export const STORIES: readonly Story[] = [
  passwordGuessing,
  passwordSpraying,
  impossibleTravel,
  privilegeEscalation,
  massDownload,
  secondFactorOff,
  leakedKey,
  bulkDownload,
  boughtPasswords,
  silentForwarder,
  helpedThemselves,
  oktaTakeover,
  stolenSession,
  oktaLockout,
  deviceCodePhishing,
  applicationBackdoor,
  passwordStorm,
  partingShot,
]

export const STORY_NAMES: readonly string[] = STORIES.map(({ name }) => name)
