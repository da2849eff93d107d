import { impossibleTravel } from './impossible-travel.ts'
import { kubernetesCoinMining } from './kubernetes-coin-mining.ts'
import { kubernetesLeakedToken } from './kubernetes-leaked-token.ts'
import { kubernetesNodeTakeover } from './kubernetes-node-takeover.ts'
import { kubernetesProbing } from './kubernetes-probing.ts'
import { kubernetesStolenIdentity } from './kubernetes-stolen-identity.ts'
import { kubernetesWipeOut } from './kubernetes-wipe-out.ts'
import { leakedKey } from './leaked-key.ts'
import { linuxDroppedProgram } from './linux-dropped-program.ts'
import { linuxGuessedPassword } from './linux-guessed-password.ts'
import { linuxSpraying } from './linux-spraying.ts'
import { linuxWayBack } from './linux-way-back.ts'
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
  kubernetesCoinMining,
  kubernetesLeakedToken,
  kubernetesNodeTakeover,
  kubernetesProbing,
  kubernetesStolenIdentity,
  kubernetesWipeOut,
  linuxDroppedProgram,
  linuxGuessedPassword,
  linuxSpraying,
  linuxWayBack,
]

export const STORY_NAMES: readonly string[] = STORIES.map(({ name }) => name)
