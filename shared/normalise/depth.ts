/** Levels of objects and arrays a record may have; deeper ones overflow the stack of what comes after. */
export const MAX_DEPTH = 256

/** Whether objects and arrays are nested in more than `levels` levels. Walks level by level, never recursing. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let level = isContainer(value) ? [value] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true
    const below: object[] = []
    for (const container of level) {
      for (const child of Array.isArray(container) ? container : Object.values(container)) {
        if (isContainer(child)) below.push(child)
      }
    }
    level = below
  }
  return false
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
