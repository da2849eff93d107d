import type { Json } from '../events/audit-event.ts'

type Members = { [key: string]: Json }

/** Members of a record's objects by lower-cased key. Each object is read through once, when it is first asked for. */
export class CaselessKeys {
  readonly #byObject = new Map<Members, Map<string, Json[]>>()

  /** Every member whose key differs at most in letter case. */
  get(object: Members, key: string): readonly Json[] {
    let members = this.#byObject.get(object)
    if (members === undefined) {
      members = new Map()
      for (const [name, value] of Object.entries(object)) {
        const folded = name.toLowerCase()
        const same = members.get(folded)
        if (same === undefined) members.set(folded, [value])
        else same.push(value)
      }
      this.#byObject.set(object, members)
    }
    return members.get(key) ?? []
  }
}
