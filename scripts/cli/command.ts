/** What a command may touch of the world. Lines are without their newline. */
export type Shell = {
  env: Record<string, string | undefined>
  out(line: string): void
  err(line: string): void
  /** All that there is to read, as UTF-8. */
  stdin(): Promise<string>
  /** The same as bytes, as they come. */
  stdinBytes(): AsyncIterable<Buffer>
  /** Shows a line in the place of the one shown before; an empty one takes it away. Only where a terminal can. */
  status?(line: string): void
  /** From its call on, what would end the program (SIGINT, SIGTERM) aborts this instead, once; a second time it ends it. */
  stopSignal(): AbortSignal
  /** Milliseconds since 1970 UTC. */
  now(): number
}

export type Command = {
  /** The words that call it: `rules check`. */
  name: string
  /** One line for the list of commands. */
  does: string
  /** Arguments and flags in full, a line each; the first continues the command's name. */
  usage: string
  /** @returns the exit code: 0, or 1 when what was asked for was found wanting. Throws `UsageError`, `CommandError`. */
  run(args: readonly string[], shell: Shell): Promise<number>
}

/** The arguments are none of the command's: its usage is shown, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command can't do its work, for the reason its message gives: the exit code is 2. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
