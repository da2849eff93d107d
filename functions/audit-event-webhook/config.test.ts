import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../shared/config/read-config.ts'
import { settings, settingsCheck } from './config.ts'
import { isClosed, secretsFrom } from './senders.ts'

const BASE = { RABBITMQ_URL: 'amqp://localhost', AUDITFLOW_SECRETS_DIR: '/nowhere' }
const read = (env: Record<string, string>) => secretsFrom(readConfig(settings, { ...BASE, ...env }, settingsCheck))
const faultsOf = (env: Record<string, string>) => {
  try {
    read(env)
  } catch (fault) {
    if (fault instanceof ConfigError) return fault.lines
    throw fault
  }
  return []
}
const WHSEC = `whsec_${Buffer.alloc(24, 'a').toString('base64')}`
const TOPIC = 'arn:aws-cn:sns:cn-north-1:123456789012:audit.fifo'

describe('what senders are known by', () => {
  it('is read from the environment, several of each', () => {
    const secrets = read({
      AUDITFLOW_INGEST_TOKEN: 'a b',
      AUDITFLOW_INGEST_BASIC: 'ann:x:y,bob:z',
      AUDITFLOW_INGEST_WEBHOOK_SECRET: `${WHSEC} ${WHSEC}`,
      AUDITFLOW_GITHUB_SECRET: 'c',
      AUDITFLOW_SLACK_SECRET: 'd',
      AUDITFLOW_SNS_TOPICS: TOPIC,
      AUDITFLOW_PUBSUB_AUDIENCE: 'https://a.example',
      AUDITFLOW_PUBSUB_ACCOUNTS: 'p@q.iam.gserviceaccount.com',
      AUDITFLOW_CLIENT_CERT_HEADER: 'ssl-client-cert',
      AUDITFLOW_CLIENT_CERTS: 'CN=a, O=b, inc ; AA:BB\nCN=c\n',
    })
    expect(secrets).toEqual({
      ingestTokens: ['a', 'b'],
      basic: ['ann:x:y', 'bob:z'],
      webhookSecrets: [WHSEC, WHSEC],
      githubSecrets: ['c'],
      slackSecrets: ['d'],
      snsTopics: [TOPIC],
      pubsubAudiences: ['https://a.example'],
      pubsubAccounts: ['p@q.iam.gserviceaccount.com'],
      clientCertificates: { header: 'ssl-client-cert', accepted: ['CN=a, O=b, inc', 'AA:BB', 'CN=c'] },
    })
  })

  it.each([
    ['AUDITFLOW_INGEST_BASIC', 'ann:x hunter2', 'AUDITFLOW_INGEST_BASIC.1: must be user:password'],
    ['AUDITFLOW_INGEST_BASIC', ':hunter2', 'AUDITFLOW_INGEST_BASIC.0: must be user:password'],
    [
      'AUDITFLOW_INGEST_WEBHOOK_SECRET',
      'hunter2',
      'AUDITFLOW_INGEST_WEBHOOK_SECRET.0: must be whsec_ and the base64 of 24 to 64 bytes',
    ],
    ['AUDITFLOW_SNS_TOPICS', `${TOPIC} hunter2`, 'AUDITFLOW_SNS_TOPICS.1: must be the ARN of a topic'],
    ['AUDITFLOW_PUBSUB_AUDIENCE', 'a', 'AUDITFLOW_PUBSUB_ACCOUNTS: missing (AUDITFLOW_PUBSUB_AUDIENCE is set)'],
    ['AUDITFLOW_PUBSUB_ACCOUNTS', 'a', 'AUDITFLOW_PUBSUB_AUDIENCE: missing (AUDITFLOW_PUBSUB_ACCOUNTS is set)'],
    ['AUDITFLOW_CLIENT_CERT_HEADER', 'a', 'AUDITFLOW_CLIENT_CERTS: missing (AUDITFLOW_CLIENT_CERT_HEADER is set)'],
    ['AUDITFLOW_CLIENT_CERTS', 'a', 'AUDITFLOW_CLIENT_CERT_HEADER: missing (AUDITFLOW_CLIENT_CERTS is set)'],
  ])('is refused when %s is "%s"', (name, value, line) => {
    expect(faultsOf({ [name]: value })).toEqual([line])
  })

  it('takes the name of a header only', () => {
    const env = { AUDITFLOW_CLIENT_CERT_HEADER: 'a b', AUDITFLOW_CLIENT_CERTS: 'c' }
    expect(faultsOf(env)).toEqual(['AUDITFLOW_CLIENT_CERT_HEADER: must be the name of a header'])
  })

  it('may be nothing, and then nobody may send', () => {
    expect(isClosed(read({}))).toBe(true)
    const certificates = { AUDITFLOW_CLIENT_CERT_HEADER: 'a', AUDITFLOW_CLIENT_CERTS: 'b' }
    for (const one of [{ AUDITFLOW_INGEST_TOKEN: 'a' }, { AUDITFLOW_SNS_TOPICS: TOPIC }, certificates])
      expect(isClosed(read(one))).toBe(false)
  })
})
