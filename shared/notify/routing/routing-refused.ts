/** Keys and places in lists, from the outside in. */
export type Path = readonly (string | number)[]

/** What is wrong in a routing file, and where; it holds no value of a receiver's settings. */
export type RoutingFault = {
  /** Counted from 1: the key at fault, or the nearest part around it. */
  line: number
  column: number
  /** Such as `route.routes[0].receiver`; empty for the whole file. */
  path: string
  reason: string
}

const NAMED = 5

/** A routing file with faults; none of it is used. The message names the first ones. */
export class RoutingRefused extends Error {
  override readonly name = 'RoutingRefused'
  readonly faults: readonly RoutingFault[]
  constructor(faults: readonly RoutingFault[]) {
    const named = faults.slice(0, NAMED).map(faultLine)
    const rest = faults.length - named.length
    super(`${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`)
    this.faults = faults
  }
}

function faultLine({ line, path, reason }: RoutingFault): string {
  return `line ${line}: ${path === '' ? '' : `${path}: `}${reason}`
}

/** `route.routes[0].receiver`. */
export function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part.slice(0, 80)}`))
    .join('')
    .replace(/^\./, '')
}
