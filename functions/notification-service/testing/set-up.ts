import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Level } from '../../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../../shared/events/envelope.ts'
import { parseSecrets } from '../../../shared/notify/sign-webhook.ts'
import { notificationStore } from '../../../shared/store/claim-notification.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import type { Channel } from '../channel.ts'
import type { NotificationPorts } from '../handle.ts'
import { webhookChannel } from '../webhook-channel.ts'
import { keepingLog, movableTime, newSecret } from './bench.ts'
import { type Receiver, startReceiver } from './receiver.ts'

type Row = {
  channel: string
  status: string
  attempts: number
  last_error: string | null
  next_try_at: Date | null
  sent_at: Date | null
}

/** A database for the test file; a receiver, log and clock anew for each test. */
export function setUp() {
  const bench = {
    secret: newSecret(),
    database: undefined as unknown as TestDatabase,
    receiver: undefined as unknown as Receiver,
    log: keepingLog(),
    time: movableTime(),
    webhook(options: { url?: URL; secrets?: string; level?: Level; timeoutMs?: number } = {}): Channel {
      const { url = bench.receiver.url, secrets = bench.secret, level = 'medium', timeoutMs = 10_000 } = options
      return webhookChannel({ level, url, secrets: parseSecrets(secrets), timeoutMs })
    },
    ports: (changes: Partial<NotificationPorts> = {}): NotificationPorts => ({
      store: notificationStore(bench.database.sql),
      channels: [bench.webhook()],
      clock: bench.time.clock,
      log: bench.log,
      sleep: bench.time.sleep,
      ...changes,
    }),
    rowsOf: (event: CloudEvent) => bench.database.sql<Row[]>`
      select channel, status, attempts, last_error, next_try_at, sent_at
      from notifications where alert_id = ${event.id} order by channel
    `,
    attemptsOf: (event: CloudEvent) => bench.database.sql<{ status: string; detail: string | null }[]>`
      select status, detail from notification_attempts where alert_id = ${event.id} order by id
    `,
  }
  beforeAll(async () => {
    bench.database = await createTestDatabase()
  })
  afterAll(() => bench.database.drop())
  beforeEach(async () => {
    bench.receiver = await startReceiver()
    bench.log = keepingLog()
    bench.time = movableTime()
  })
  afterEach(() => bench.receiver.close())
  return bench
}

/** The fault a promise ends with, undefined when it ends well. */
export function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (fault: unknown) => fault,
  )
}
