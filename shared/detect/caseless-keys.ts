import type { Json } from '../events/audit-event.ts'

type Members = { [key: string]: Json }

const MOST_SPELLINGS = 4_096

/**
 * Every way of spelling a key that the records of one log source had so far, by its lower-cased form: records are alike,
 * so that hardly a key of them is new.
 */
export class Spellings {
  readonly #known = new Set<string>()
  readonly #byFolded = new Map<string, string[]>()

  /** Whether it is time to start anew: records may have any keys. */
  get isFull(): boolean {
    return this.#known.size > MOST_SPELLINGS
  }

  learn(object: Members): void {
    for (const key of Object.keys(object)) if (!this.#known.has(key)) this.#add(key)
  }

  of(folded: string): readonly string[] | undefined {
    return this.#byFolded.get(folded)
  }

  #add(key: string): void {
    this.#known.add(key)
    const folded = key.toLowerCase()
    const same = this.#byFolded.get(folded)
    if (same === undefined) this.#byFolded.set(folded, [key])
    else same.push(key)
  }
}

/** Keys of one record's objects in any letter case. Each object is read through once, when it is first asked for. */
export class CaselessKeys {
  readonly #spellings: Spellings
  readonly #learnt = new Set<Members>()

  constructor(spellings: Spellings) {
    this.#spellings = spellings
  }

  /** Keys of which the object may have some, and has no other that differs from `folded` at most in letter case. */
  spellings(object: Members, folded: string): readonly string[] {
    if (!this.#learnt.has(object)) {
      this.#spellings.learn(object)
      this.#learnt.add(object)
    }
    return this.#spellings.of(folded) ?? NONE
  }
}

const NONE: readonly string[] = []
