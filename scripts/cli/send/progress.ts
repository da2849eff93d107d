import type { Shell } from '../command.ts'
import { describeTally, type Tally } from './tally.ts'

const IN_PLACE_MS = 200
const MOST_TOLD = 20

/** Says how the sending goes: on a terminal in one line that changes, else a line now and then. */
export function showProgress(
  shell: Shell,
  tally: Tally,
  everyMs: number,
): { tell(message: string): void; end(): void } {
  const startMs = shell.now()
  const text = () => describeTally(tally, shell.now() - startMs)
  const { status } = shell
  const timer = status ? setInterval(() => status(text()), IN_PLACE_MS) : setInterval(() => shell.err(text()), everyMs)
  const told = new Map<string, number>()
  return {
    tell(message) {
      // The same trouble with ten thousand lines is one trouble.
      const kind = message.replace(/\d+/g, '0')
      const times = (told.get(kind) ?? 0) + 1
      told.set(kind, times)
      if (times <= MOST_TOLD) shell.err(message)
      if (times === MOST_TOLD) shell.err('… further messages of this kind are left out')
    },
    end() {
      clearInterval(timer)
      status?.('')
    },
  }
}
