import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type TestBroker = { url: string; vhost: string; drop: () => Promise<void> }

/** A fresh virtual host on the machine's RabbitMQ; `drop` removes it with everything in it. */
export async function createTestBroker(): Promise<TestBroker> {
  const vhost = `af_test_${randomBytes(6).toString('hex')}`
  await run('rabbitmqctl', ['-q', 'add_vhost', vhost])
  await run('rabbitmqctl', ['-q', 'set_permissions', '-p', vhost, 'guest', '.*', '.*', '.*'])
  return {
    url: `amqp://guest:guest@127.0.0.1:5672/${vhost}`,
    vhost,
    drop: async () => {
      await run('rabbitmqctl', ['-q', 'delete_vhost', vhost])
    },
  }
}
