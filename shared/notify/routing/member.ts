import type { Member } from './types.ts'

/** Neither resolved nor a false positive. */
export function isFiring({ status }: Pick<Member, 'status'>): boolean {
  return status === 'open' || status === 'acknowledged'
}

/** It was told as firing in this episode. */
export function isTold({ episode, toldEpisode }: Member): boolean {
  return toldEpisode === episode
}

/** It waits for somebody who has heard of it. */
export function awaitsAnswer(member: Member): boolean {
  return member.status === 'open' && isTold(member)
}

/** It fires and that was not told in this episode. */
export function isNews(member: Member): boolean {
  return isFiring(member) && !isTold(member)
}

/** It was told as firing, is over, and that was not told. An episode that nobody heard of owes nothing. */
export function owesResolution(member: Member): boolean {
  return !isFiring(member) && member.toldEpisode !== null && (member.toldResolved ?? 0) < member.toldEpisode
}
