import { expect, it } from 'vitest'
import { problemOf } from './faults.ts'

const fault = (code: string) => Object.assign(new Error('secret'), { code })

it.each([
  ['a deadlock', '40P01', /same moment/],
  ['a lock that is not to be had', '55P03', /same moment/],
  ['a server that stops', '57P01', /not reachable/],
  ['a connection that is refused', 'ECONNREFUSED', /not reachable/],
  ['a query that takes too long', '57014', /longer than/],
])('%s is told as what passes', (_, code, detail) => {
  expect(problemOf(fault(code))).toMatchObject({ status: 503, detail: expect.stringMatching(detail), retryAfter: 5 })
})

it('what is unexpected is told without its text', () => {
  expect(JSON.stringify(problemOf(fault('23514')))).toMatch(/^(?!.*secret).*"status":500/)
})
