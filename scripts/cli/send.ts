import { type Command, type Shell, UsageError } from './command.ts'
import { parseFlags } from './parse-flags.ts'
import { LIMITS, type Limits } from './send/limits.ts'
import { Memory } from './send/memory.ts'
import { batchUnitsOf, DEFAULT_TO, fromOf, stateFileOf, targetOf } from './send/options.ts'
import { sendAll } from './send/send-all.ts'

/** `send`: pushes files of a machine to the webhook. */
export const send: Command = {
  name: 'send',
  does: 'Sends log files, JSON lines or JSON documents to the webhook, and goes on where it stopped.',
  usage: `FILE… | - [--follow] [--to URL] [--source NAME] [--token-file FILE] [--from start|end] [--state FILE] [--batch N]

  FILE               logs (text), JSON lines, JSON lists or documents such as {"Records": […]}, also gzip; - is stdin
  --follow           goes on as files grow, are rotated or come to be, until it is stopped
  --to URL           the webhook; without: AUDITFLOW_URL, else ${DEFAULT_TO}
  --source NAME      the source that reads the records; without: auto, which recognises each
  --token-file FILE  a file with the token; without: AUDITFLOW_INGEST_TOKEN, else the one that npm start made here
  --from start|end   where to begin in a file that nothing is remembered of; without: start
  --state FILE       where is remembered how far each file is; without: a file under ~/.local/state/auditflow
  --batch N          lines or items a request, at most; without: 500

Sent again is the same event. Trouble of the network or the server is waited out: without end with --follow, else five
minutes. What the server does not take even alone is kept beside the state in a file named .rejected, with its reasons.
Exit code: 0 when all was accepted, 1 when something was rejected, 2 when not all could be sent.`,
  run: (args, shell) => runSend(args, shell, LIMITS),
}

/** @param limits what it waits for and how long; tests have less time */
export async function runSend(args: readonly string[], shell: Shell, limits: Limits): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    follow: { type: 'boolean' },
    to: { type: 'string' },
    source: { type: 'string' },
    'token-file': { type: 'string' },
    from: { type: 'string' },
    state: { type: 'string' },
    batch: { type: 'string' },
  })
  const files = [...new Set(positionals)]
  if (files.length === 0) throw new UsageError('a FILE is needed, or - for stdin')
  const { to, source, 'token-file': tokenFile } = values
  const from = fromOf(values.from)
  const batchUnits = batchUnitsOf(values.batch)
  const target = targetOf(shell.env, {
    ...(to !== undefined && { to }),
    ...(source !== undefined && { source }),
    ...(tokenFile !== undefined && { tokenFile }),
  })
  const stateFile = stateFileOf(shell.env, target, files, values.state)
  const memory = await Memory.open(stateFile, target.url)
  const isFollowing = values.follow === true
  return await sendAll({ files, target, stateFile, memory, isFollowing, from, batchUnits, limits }, shell)
}
