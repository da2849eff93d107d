import { applicationBackdoor } from './application-backdoor.ts'
import { awsDataOut } from './aws-data-out.ts'
import { awsGuessedPassword } from './aws-guessed-password.ts'
import { awsMachineCredentials } from './aws-machine-credentials.ts'
import { awsMining } from './aws-mining.ts'
import { awsRootKey } from './aws-root-key.ts'
import { awsSecondWayIn } from './aws-second-way-in.ts'
import { awsStolenKey } from './aws-stolen-key.ts'
import { boughtPasswords } from './bought-passwords.ts'
import { bulkDownload } from './bulk-download.ts'
import { deviceCodePhishing } from './device-code-phishing.ts'
import { githubBorrowedKey } from './github-borrowed-key.ts'
import { githubCodeTheft } from './github-code-theft.ts'
import { githubNewOwner } from './github-new-owner.ts'
import { githubUnreviewedPush } from './github-unreviewed-push.ts'
import { githubWreckage } from './github-wreckage.ts'
import { helpedThemselves } from './helped-themselves.ts'
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
  githubCodeTheft,
  githubUnreviewedPush,
  githubNewOwner,
  githubBorrowedKey,
  githubWreckage,
  awsStolenKey,
  awsGuessedPassword,
  awsSecondWayIn,
  awsRootKey,
  awsDataOut,
  awsMining,
  awsMachineCredentials,
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
