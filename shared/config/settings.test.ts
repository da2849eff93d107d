import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import {
  brokerSettings,
  common,
  databaseUrl,
  decimal,
  duration,
  folderList,
  httpUrl,
  level,
  rabbitmqUrl,
  redisUrl,
  secretList,
  wholeNumber,
} from './settings.ts'

const accepts = (schema: z.ZodMiniType, value: unknown) => z.safeParse(schema, value).success

describe('URLs', () => {
  it.each([
    ['databaseUrl', databaseUrl, ['postgres://h/d', 'postgresql://u:p%40@h:5432/d'], ['mysql://h', 'h:5432', '']],
    ['rabbitmqUrl', rabbitmqUrl, ['amqp://h', 'amqps://u:p@h:5671/%2f'], ['http://h', 'amqp']],
    ['redisUrl', redisUrl, ['redis://h:6379/0', 'rediss://:p@h'], ['redis', 'http://h']],
    ['httpUrl', httpUrl, ['http://h', 'https://h/path?q=1'], ['ftp://h', 'javascript:alert(1)', '//h']],
  ])('%s takes its own schemes only', (_, schema, good, bad) => {
    for (const url of good) expect([url, accepts(schema, url)]).toEqual([url, true])
    for (const url of bad) expect([url, accepts(schema, url)]).toEqual([url, false])
  })
})

describe('numbers', () => {
  const whole = wholeNumber({ min: -1, max: 10, default: 3 })
  const part = decimal({ min: 0, max: 1, default: 0.5 })

  it('have a default', () => {
    expect(whole.parse(undefined)).toBe(3)
    expect(part.parse(undefined)).toBe(0.5)
  })

  it('include both bounds', () => {
    expect([whole.parse('-1'), whole.parse('10'), part.parse('0'), part.parse('1.0')]).toEqual([-1, 10, 0, 1])
  })

  it.each(['-2', '11', '1.5', '1e1', '0x1', ' 1', '', 'NaN', 'Infinity', '１'])('a whole one is not "%s"', (text) => {
    expect(accepts(whole, text)).toBe(false)
  })

  it.each(['-0.1', '1.01', '.5', '1.', '1e-1', 'NaN', ''])('a decimal one is not "%s"', (text) => {
    expect(accepts(part, text)).toBe(false)
  })

  it('say their bounds when they are wrong', () => {
    expect(z.safeParse(whole, 'x').error?.issues.map(({ message }) => message)).toEqual([
      'must be a whole number from -1 to 10',
    ])
  })
})

describe('other settings', () => {
  it('split a list of secrets at commas and white space, leaving empty ones out', () => {
    expect(secretList.parse('a, b\n\nc,,d ')).toEqual(['a', 'b', 'c', 'd'])
    expect(secretList.parse(undefined)).toEqual([])
    expect(secretList.parse(' , ')).toEqual([])
  })

  it('split a list of folders at colons, blanks being part of a name', () => {
    expect(folderList.parse('/rules:/more rules::')).toEqual(['/rules', '/more rules'])
    expect(folderList.parse(undefined)).toEqual([])
  })

  it.each([
    ['15m', 900_000],
    ['1d', 86_400_000],
    [undefined, 600_000],
    ['0s', undefined],
    ['3d', undefined],
    ['10', undefined],
    ['10 m', undefined],
  ])('take a time span, %s being %s ms', (text, ms) => {
    expect(duration({ min: '1s', max: '2d', default: '10m' }).safeParse(text).data).toBe(ms)
  })

  it('take one of the five levels', () => {
    expect(level('medium').parse(undefined)).toBe('medium')
    expect(level('medium').parse('critical')).toBe('critical')
    expect(accepts(level('medium'), 'High')).toBe(false)
  })

  it('listen on 8080 and drain for five seconds by default', () => {
    expect(z.object(common).parse({})).toEqual({ PORT: 8080, AUDITFLOW_DRAIN_SECONDS: 5 })
  })

  it('publish through RabbitMQ by default, and through one of two', () => {
    expect(z.object(brokerSettings).parse({})).toEqual({ AUDITFLOW_QUEUE: 'rabbitmq' })
    expect(accepts(brokerSettings.AUDITFLOW_QUEUE, 'kafka')).toBe(false)
  })
})
