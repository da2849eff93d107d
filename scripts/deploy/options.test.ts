import { describe, expect, it } from 'vitest'
import { OWN, optionsOf } from './testing.ts'

describe('the options of deploy', () => {
  it('are a small installation on Knative without any', () => {
    expect(optionsOf()).toMatchObject({
      serve: 'knative',
      deliver: 'eventing',
      size: 'small',
      isSizeOpen: true,
      namespace: 'auditflow',
      version: '1.2.3',
      schedules: true,
      waitSeconds: 300,
      dryRun: false,
    })
  })

  it('take services of one’s own as the size external', () => {
    expect(optionsOf(...OWN)).toMatchObject({ size: 'external', isSizeOpen: false, redis: undefined })
  })

  it.each([
    [['--serve', 'swarm'], '--serve swarm: must be knative or openfaas'],
    [['--size', 'external'], '--size external: needs --database URL and --rabbitmq URL'],
    [['--redis', 'redis://cache'], '--size external: needs --database URL and --rabbitmq URL'],
    [['--size', 'small', ...OWN], 'leave the URLs out'],
    [['--namespace', 'Audit'], '--namespace Audit: must be a name'],
    [['--domain', 'http://a.b'], '--domain http://a.b: must be a name'],
    [['--database=postgres://db', '--rabbitmq=amqp://me:p%40w@mq'], 'no user or password with @'],
    [['--wait', '1.5'], '--wait 1.5: must be whole seconds'],
    [['--delete-data', 'auditflow'], '--delete-data: goes with --uninstall'],
    [['--uninstall', '--delete-data', 'other'], 'repeats the namespace (auditflow)'],
    [['--nothing'], "Unknown option '--nothing'"],
  ])('refuse %j', (args, message) => {
    expect(() => optionsOf(...args)).toThrow(message)
  })

  it('never repeat a URL, in which there may be a password', () => {
    const refuse = () => optionsOf('--database=mysql://me:geheim@db', '--rabbitmq=amqp://mq')
    expect(refuse).toThrow('--database: not such a URL (postgres(ql)?://…)')
    expect(refuse).not.toThrow('geheim')
  })

  it('delete data only where the namespace is said twice', () => {
    expect(optionsOf('--uninstall', '--namespace=a', '--delete-data=a').deleteData).toBe(true)
    expect(optionsOf('--uninstall', '--namespace=a').deleteData).toBe(false)
  })
})
