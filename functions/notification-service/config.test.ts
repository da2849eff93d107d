import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../shared/config/read-config.ts'
import { check, settings } from './config.ts'

const base = { DATABASE_URL: 'postgres://localhost/a', AUDITFLOW_SECRETS_DIR: '/nowhere' }
const read = (env: Record<string, string> = {}) => readConfig(settings, { ...base, ...env }, check)
const faultsOf = (env: Record<string, string>) => {
  try {
    read(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.lines
    throw error
  }
  return []
}

describe('the configuration', () => {
  it('needs no more than a database', () => {
    expect(read()).toMatchObject({ AUDITFLOW_CONSOLE_LEVEL: 'low', AUDITFLOW_WEBHOOK_LEVEL: 'medium' })
  })

  it('reads what channels may reach although it is not public', () => {
    const { AUDITFLOW_EGRESS_ALLOW: allow } = read({ AUDITFLOW_EGRESS_ALLOW: 'chat.internal, 10.0.0.0/8' })
    expect([...allow.hosts]).toEqual(['chat.internal'])
    expect(allow.ranges).toHaveLength(1)
  })

  it.each([
    [{ AUDITFLOW_WEBHOOK_URL: 'https://h' }, 'AUDITFLOW_WEBHOOK_SECRET: missing (AUDITFLOW_WEBHOOK_URL is set)'],
    [{ AUDITFLOW_ROUTING: '/routing.yaml' }, 'AUDITFLOW_LINK_SECRET: missing (AUDITFLOW_ROUTING is set)'],
    [{ AUDITFLOW_LINK_SECRET: 'hunter2' }, 'AUDITFLOW_LINK_SECRET: must be 32 bytes or more, as hex or base64'],
    [{ AUDITFLOW_PUBLIC_URL: 'https://h/?a=b' }, 'AUDITFLOW_PUBLIC_URL: must have no user, query or fragment'],
    [{ AUDITFLOW_PUBLIC_URL: 'https://ann:hunter2@h' }, 'AUDITFLOW_PUBLIC_URL: must have no user, query or fragment'],
    [
      { AUDITFLOW_EGRESS_ALLOW: '10.0.0.0/99' },
      'AUDITFLOW_EGRESS_ALLOW: must be host names, addresses and CIDRs, separated by white space or commas',
    ],
  ])('refuses %j, in one line', (env, line) => {
    expect(faultsOf(env)).toEqual([line])
  })
})
