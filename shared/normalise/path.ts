/** One step of a path: a key, or the place in a list; `*` stands for any. */
export type Path = readonly string[]

const PLAIN = /^[^.\s"[\]]+/
const QUOTED = /^"((?:[^"\\]|\\["\\])+)"/
const PLACE = /^\[(\d{1,6}|\*)\]/

/**
 * Reads `actor.user.name`, `events[0].id`, `events.*.id` and, for keys with dots, `annotations."a.b/c"`.
 * @throws Error saying where it is none
 */
export function parsePath(text: string): Path {
  const steps: string[] = []
  for (let rest = text; ; ) {
    const place = steps.length > 0 ? PLACE.exec(rest) : null
    const key = place ?? (QUOTED.exec(rest) || PLAIN.exec(rest))
    if (key === null)
      throw new Error(
        `is no path: ${rest === '' ? 'it ends too early' : `wrong from ${JSON.stringify(rest.slice(0, 40))}`}`,
      )
    steps.push(key[1]?.replace(/\\(["\\])/g, '$1') ?? key[0])
    rest = rest.slice(key[0].length)
    if (rest === '') return steps
    if (rest.startsWith('.')) rest = rest.slice(1)
    else if (!rest.startsWith('[')) throw new Error(`is no path: wrong from ${JSON.stringify(rest.slice(0, 40))}`)
  }
}

/** The inverse. */
export function printPath(steps: Path): string {
  return steps.map((step) => (/^[^.\s"[\]]+$/.test(step) ? step : `"${step.replace(/["\\]/g, '\\$&')}"`)).join('.')
}
