export type FieldFault = { field: string; message: string }

/** Filters that can't be what was meant; the message names each field and what is wrong with it. */
export class BadFilter extends Error {
  override readonly name = 'BadFilter'
  readonly faults: readonly FieldFault[]
  constructor(faults: readonly FieldFault[]) {
    super(faults.map(({ field, message }) => `${field}: ${message}`).join('; '))
    this.faults = faults
  }
}

/** Turns a value into what the query takes, or throws an Error whose message says what it should have been. */
export type Parse<T> = (text: string) => T

const MAX_LENGTH = 2_000

/** Reads fields one by one, blank ones as undefined, and collects what is wrong until `check` throws it all. */
export function fieldReader(query: Record<string, string>) {
  const faults: FieldFault[] = []
  return {
    read<T>(field: string, parse: Parse<T>): T | undefined {
      const text = (query[field] ?? '').trim()
      if (text === '') return undefined
      try {
        return parse(bounded(text))
      } catch (fault) {
        faults.push({ field, message: (fault as Error).message })
        return undefined
      }
    },
    /** @throws BadFilter */
    check(): void {
      if (faults.length > 0) throw new BadFilter(faults)
    },
  }
}

function bounded(text: string): string {
  if (text.length > MAX_LENGTH) throw new Error(`is longer than ${MAX_LENGTH} characters`)
  if (text.includes('\0')) throw new Error('holds a NUL character')
  return text
}

/** `value` with the keys that are undefined left out. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
