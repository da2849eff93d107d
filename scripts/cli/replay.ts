import { readConfig } from '../../shared/config/read-config.ts'
import { brokerSettings, databaseUrl, readingSettings } from '../../shared/config/settings.ts'
import { readAgain } from '../../shared/normalise/read-again.ts'
import { createPublisher } from '../../shared/runtime/publisher.ts'
import { readingOf } from '../../shared/runtime/reading-of.ts'
import { connect } from '../../shared/store/connect.ts'
import { MOST_REPLAYS } from '../../shared/store/replay/dead-filter.ts'
import type { RejectedRow } from '../../shared/store/replay/replay-rejected.ts'
import { type Command, CommandError, type Shell } from './command.ts'
import { FILTER_USAGE } from './dead/dead-flags.ts'
import { followReplay, progressText } from './dead/follow-replay.ts'
import { type ReplayCall, replayCall } from './dead/replay-call.ts'
import { dryRun, type SendPorts, sendGiven } from './dead/send-given.ts'

const settings = { ...brokerSettings, ...readingSettings, DATABASE_URL: databaseUrl }

/** `replay`: sends dead letters on their way again. */
export const replay: Command = {
  name: 'replay',
  does: 'Sends again what could not be processed or delivered, and says what has become of it.',
  usage: `ID… [--force] | ID --payload FILE | filters | --all | --resume REPLAY
       [--dry-run] [--timeout SPAN] [--by NAME]

${FILTER_USAGE}
  --all             all there are
  --payload FILE    to be read in place of what came; - is stdin
  --force           although it was sent ${MOST_REPLAYS} times, or was sent and has not come back
  --resume REPLAY   goes on with a replay that was interrupted
  --dry-run         says what would be sent, and sends nothing
  --timeout SPAN    how long to wait for it to arrive, such as 30s; without: 5m
  --by NAME         who asks, as it is kept; without: USER, else cli

Works on the database of DATABASE_URL. What is sent is published here when RABBITMQ_URL is set, or AUDITFLOW_QUEUE is
postgres, else by the analysis while it runs. AUDITFLOW_SOURCES, AUDITFLOW_REDACT and AUDITFLOW_REDACT_KEEP should be those
of the webhook. What was sent ${MOST_REPLAYS} times is passed over, and what is under way. Sent again is the same event and the
same notice: nothing is stored or told twice.
Exit code: 0 when all has arrived, 1 when something was refused again or is not there in time, 2 when it can't be done.`,
  async run(args, shell) {
    const call = replayCall(args, shell.now())
    const config = readConfig(settings, shell.env)
    const reading = await readingOf(config)
    const sql = connect(config.DATABASE_URL, { max: 2, name: 'auditflow-replay' })
    const publishes = config.AUDITFLOW_QUEUE === 'postgres' || config.RABBITMQ_URL !== undefined
    const publisher = publishes ? createPublisher(config, logOf(shell)) : undefined
    const stop = shell.stopSignal()
    const options = {
      read: (row: RejectedRow, isMended = false) => readAgain(row, reading, isMended),
      clock: () => shell.now(),
      isStopped: () => stop.aborted,
    }
    try {
      const ports = { sql, options, shell }
      if (call.isDryRun) return await dryRun(call, ports)
      return await send(call, { ...ports, publisher, stop })
    } finally {
      await publisher?.close()
      await sql.end({ timeout: 5 })
    }
  },
}

type Ports = SendPorts & { publisher: ReturnType<typeof createPublisher> | undefined; stop: AbortSignal }

async function send(call: ReplayCall, ports: Ports): Promise<number> {
  const { sql, shell } = ports
  const { id, failed } = await sendGiven(call, ports)
  if (id === undefined) return 1
  const progress = await followReplay(sql, id, { ...ports, timeoutMs: call.timeoutMs }, shell)
  if (progress === undefined) throw new CommandError(`the replay ${id} is gone`)
  shell.out(`replay ${id}: ${progressText(progress)}`)
  if (progress.finished_at === null) shell.err(`interrupted: go on with auditflow replay --resume ${id}`)
  else if (progress.waiting + progress.under_way > 0)
    shell.err(`not all has arrived yet: auditflow replay --resume ${id} says how it goes`)
  return failed === 0 && progress.arrived === progress.total && progress.finished_at !== null ? 0 : 1
}

function logOf(shell: Shell) {
  const tell = (message: string) => shell.err(message)
  return { info: () => undefined, warn: tell, error: tell }
}
