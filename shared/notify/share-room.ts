/** A notice that is due. `fresh`: it was never tried, so that nobody can have received it. */
export type Due = { id: string; fresh: boolean }

/** Which of a channel's due notices go now: `direct` as they are, `together` as one digest. The others wait. */
export type Shares<T> = { direct: T[]; together: T[] }

/**
 * Shares a channel's room among what is due, oldest first. Where there is less room than notices and the channel takes
 * digests, the last place is for all that is left, in one digest. A notice that was tried keeps its id, by which the far side
 * knows it, and so goes into no digest.
 * @param room how many more the rate limit allows now
 * @param lanes how many more may be under way now
 */
export function shareRoom<T extends Due>(due: readonly T[], room: number, lanes: number, digests: boolean): Shares<T> {
  const places = Math.max(0, Math.min(room, lanes))
  if (!digests || due.length <= room || places < room || places === 0)
    return { direct: due.slice(0, places), together: [] }
  const direct = due.slice(0, places - 1)
  const left = due.slice(places - 1)
  const together = left.filter(({ fresh }) => fresh)
  return together.length > 1 ? { direct, together } : { direct: due.slice(0, places), together: [] }
}
