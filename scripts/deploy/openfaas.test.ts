import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { GIVEN, type GivenFile } from './given-files.ts'
import { stackWith } from './openfaas.ts'

type Stack = { functions: Record<string, { image: string; environment?: Record<string, string>; secrets: string[] }> }
const TEXT = readFileSync('stack.yml', 'utf8')
const before = parse(TEXT) as Stack
const withAll = (url?: string, files: readonly GivenFile[] = []) => parse(stackWith(TEXT, url, files)) as Stack

it('OpenFaaS’ notification service knows where the dashboard is, and its routing file where there is one', () => {
  const { functions } = withAll('https://audit.example/a', GIVEN)
  const { 'notification-service': service, 'audit-log-analysis': analysis, ...others } = functions
  const { 'notification-service': old, 'audit-log-analysis': oldAnalysis, ...otherOld } = before.functions
  expect(service?.environment).toEqual({
    ...old?.environment,
    AUDITFLOW_PUBLIC_URL: 'https://audit.example/a',
    AUDITFLOW_ROUTING: '/var/openfaas/secrets/notification-routing',
  })
  expect(service?.secrets).toEqual([...(old?.secrets ?? []), 'notification-routing'])
  expect(service?.image).toBe(old?.image)
  expect(analysis?.environment).toEqual({ AUDITFLOW_EXPECTED: '/var/openfaas/secrets/expected-sources' })
  expect(analysis?.secrets).toEqual([...(oldAnalysis?.secrets ?? []), 'expected-sources'])
  expect(others).toEqual(otherOld)
})

it('OpenFaaS’ functions are those of the stack file where nothing is known', () => {
  expect(withAll()).toEqual(before)
})
