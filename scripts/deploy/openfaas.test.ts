import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { stackWith } from './openfaas.ts'

type Stack = { functions: Record<string, { image: string; environment?: Record<string, string>; secrets: string[] }> }
const TEXT = readFileSync('stack.yml', 'utf8')
const before = parse(TEXT) as Stack
const withAll = (given: Parameters<typeof stackWith>[1]) => parse(stackWith(TEXT, given)) as Stack

it('OpenFaaS’ notification service knows where the dashboard is, and its routing file where there is one', () => {
  const { functions } = withAll({ publicUrl: 'https://audit.example/a', routed: true })
  const { 'notification-service': service, ...others } = functions
  const { 'notification-service': old, ...otherOld } = before.functions
  expect(service?.environment).toEqual({
    ...old?.environment,
    AUDITFLOW_PUBLIC_URL: 'https://audit.example/a',
    AUDITFLOW_ROUTING: '/var/openfaas/secrets/notification-routing',
  })
  expect(service?.secrets).toEqual([...(old?.secrets ?? []), 'notification-routing'])
  expect(service?.image).toBe(old?.image)
  expect(others).toEqual(otherOld)
})

it('OpenFaaS’ functions are those of the stack file where nothing is known', () => {
  expect(withAll({ publicUrl: undefined, routed: false })).toEqual(before)
})
