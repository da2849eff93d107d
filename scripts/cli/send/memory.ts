import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandError } from '../command.ts'
import type { Mark } from './mark.ts'

const VERSION = 1

type Stored = { version: number; to: string; files: Record<string, Mark> }

/** What is remembered of the files that are sent to one place: how far they are, by absolute path. */
export class Memory {
  readonly #file: string
  readonly #to: string
  readonly #marks = new Map<string, Mark>()
  #saving: Promise<void> = Promise.resolve()

  private constructor(file: string, to: string) {
    this.#file = file
    this.#to = to
  }

  /** Throws `CommandError` when the file is of something else. */
  static async open(file: string, to: string): Promise<Memory> {
    const memory = new Memory(file, to)
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    for (const [path, mark] of Object.entries((await memory.#read()).files)) memory.#marks.set(path, mark)
    return memory
  }

  markOf(path: string): Mark | undefined {
    return this.#marks.get(path)
  }

  /** Is on the disk when it resolves; never half of it. */
  async save(path: string, mark: Mark): Promise<void> {
    this.#marks.set(path, mark)
    const saved = this.#saving.then(() => this.#write(path))
    this.#saving = saved.catch(() => undefined)
    await saved
  }

  /** Reads again before it writes: another process may remember other files in the same place. */
  async #write(path: string): Promise<void> {
    const stored = await this.#read()
    const mark = this.#marks.get(path)
    const files = { ...stored.files, ...(mark !== undefined && { [path]: mark }) }
    const part = `${this.#file}.${randomBytes(6).toString('hex')}`
    await writeDurably(part, 'wx', `${JSON.stringify({ version: VERSION, to: this.#to, files }, null, 2)}\n`)
    await rename(part, this.#file)
  }

  async #read(): Promise<Stored> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (text === undefined) return { version: VERSION, to: this.#to, files: {} }
    const stored = parse(text)
    if (stored?.version !== VERSION || typeof stored.files !== 'object')
      throw new CommandError(`${this.#file}: is no state of "auditflow send"`)
    if (stored.to !== this.#to)
      throw new CommandError(`${this.#file}: remembers what was sent to ${stored.to}; name another file with --state`)
    return stored as Stored
  }
}

/** Writes a whole text and waits for the disk. */
export async function writeDurably(file: string, flags: 'wx' | 'a', data: string | Buffer): Promise<void> {
  const handle = await open(file, flags, 0o600)
  try {
    await handle.writeFile(data)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function parse(text: string): Partial<Stored> | undefined {
  try {
    return JSON.parse(text) as Partial<Stored>
  } catch {
    return undefined
  }
}
