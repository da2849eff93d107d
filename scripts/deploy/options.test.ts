import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

const read = (...args: string[]) => readOptions(args, '1.2.3')
const URLS = ['--database=postgres://u:p@db/a', '--rabbitmq=amqp://u:p@mq/v']

describe('readOptions', () => {
  it('takes the small size on Knative, and the version of the project', () => {
    const { serve, deliver, size, namespace, version } = read()
    expect({ serve, deliver, size, namespace, version }).toEqual({
      serve: 'knative',
      deliver: 'eventing',
      size: 'small',
      namespace: 'auditflow',
      version: '1.2.3',
    })
  })

  it('takes services given by URL for an installation without its own', () => {
    expect(read(...URLS).size).toBe('external')
  })

  it.each([
    ['one of the two URLs', ['--database=postgres://u:p@db/a'], '--rabbitmq'],
    ['services of both kinds', ['--size=small', ...URLS], '--size small'],
    ['only a Redis', ['--redis=redis://cache'], '--database'],
    ['a password that Knative’s source breaks', ['--database=postgres://db/a', '--rabbitmq=amqp://u:p%40@mq'], '@ : /'],
    ['an unknown word', ['--deliver=pigeon'], 'eventing or connector'],
    ['no time to wait', ['--wait=0'], 'whole seconds'],
    ['a namespace that is none', ['--namespace=Not_One'], 'lower-case'],
    ['data to be deleted by an installation', ['--delete-data=auditflow'], '--uninstall'],
    ['data of another namespace to be deleted', ['--uninstall', '--delete-data=other'], 'auditflow'],
    ['a domain that is none', ['--domain={"a":1}'], '--domain'],
    ['an option that does not exist', ['--sise=ha'], '--sise'],
  ])('refuses %s', (_, args, reason) => {
    expect(() => read(...args)).toThrow(reason)
  })

  it('does not repeat a URL that it refuses, since a password is in it', () => {
    expect(() => read('--database=mysql://u:hunter2@db/a', '--rabbitmq=amqp://mq')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })

  it('deletes data only when the namespace is repeated', () => {
    expect(read('--uninstall', '--delete-data=auditflow').deleteData).toBe(true)
    expect(read('--uninstall').deleteData).toBe(false)
  })
})
