/** How much of a line is looked at for the event's id. */
const LOOKED_AT = 512
const EVENT_ID = /\bmsg=audit\((\d{1,20}\.\d{1,9}:\d{1,20})\)/

/** The id of the auditd event that a line is a record of, such as `1364481363.243:24287`. */
export function auditIdOf(line: Buffer): string | undefined {
  return EVENT_ID.exec(line.toString('latin1', 0, LOOKED_AT))?.[1]
}

/**
 * Where lines may be cut so that no auditd event lies on both sides, given the id of each. The event of the last line is
 * taken to go on; events may be interleaved.
 * @returns how many lines come before the cut
 */
export function borderOf(ids: readonly (string | undefined)[]): number {
  const last = ids.at(-1)
  if (last === undefined) return ids.length
  const firsts = new Map<string | undefined, number>()
  for (const [index, id] of ids.entries()) if (!firsts.has(id)) firsts.set(id, index)
  let border = firsts.get(last)!
  for (let index = ids.length - 1; index >= border; index--)
    if (ids[index] !== undefined) border = Math.min(border, firsts.get(ids[index])!)
  return border
}
