import { impossibleTravel } from './impossible-travel.ts'
import { leakedKey } from './leaked-key.ts'
import { massDownload } from './mass-download.ts'
import { passwordGuessing } from './password-guessing.ts'
import { passwordSpraying } from './password-spraying.ts'
import { privilegeEscalation } from './privilege-escalation.ts'
import { secondFactorOff } from './second-factor-off.ts'
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
]

export const STORY_NAMES: readonly string[] = STORIES.map(({ name }) => name)
