import { describe, expect, it } from 'vitest'
import { readConfig } from '../../shared/config/read-config.ts'
import { readManifests } from '../local/manifests.ts'
import { settings, sinkUrl } from './config.ts'
import { ticking } from './sources.ts'

const read = (env: Record<string, string> = {}) => readConfig(settings, { RABBITMQ_URL: 'amqp://rabbitmq', ...env })

describe('the connector’s settings', () => {
  it('wait longer for an answer than any function that it calls may take', () => {
    const { functions, sources, pings } = readManifests('.')
    const called = new Set([...sources, ...pings].map(({ sink }) => sink.function))
    const longest = Math.max(...functions.filter(({ name }) => called.has(name)).map(({ timeoutMs }) => timeoutMs))
    expect(read().AUDITFLOW_SINK_TIMEOUT_SECONDS * 1_000).toBeGreaterThan(longest)
  })

  it('leave out the generator’s ticks alone where only the needed ones are wanted', () => {
    const { pings } = readManifests('.')
    const names = (of: string) =>
      ticking(pings, read({ AUDITFLOW_SCHEDULES: of }).AUDITFLOW_SCHEDULES).map((one) => one.name)
    expect(names('on')).toEqual(['analysis-tick', 'generator-tick', 'notification-tick'])
    expect(names('needed')).toEqual(['analysis-tick', 'notification-tick'])
    expect(names('off')).toEqual([])
    expect(() => names('none')).toThrow('AUDITFLOW_SCHEDULES')
  })

  it('find functions at Knative’s addresses, or behind OpenFaaS’ gateway', () => {
    expect(sinkUrl(read().AUDITFLOW_SINK_URL, 'f')).toBe('http://f.auditflow.svc.cluster.local')
    const gateway = 'http://gateway.openfaas.svc.cluster.local:8080/function/{name}'
    expect(sinkUrl(read({ AUDITFLOW_SINK_URL: gateway }).AUDITFLOW_SINK_URL, 'f')).toBe(
      'http://gateway.openfaas.svc.cluster.local:8080/function/f',
    )
  })

  it.each(['http://gateway', 'ftp://{name}', '{name}', 'http://{name}:port'])('refuse the address %s', (url) => {
    expect(() => read({ AUDITFLOW_SINK_URL: url })).toThrow('AUDITFLOW_SINK_URL: must be a URL')
  })
})
