import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { ensureDomain } from './domain.ts'
import { scripted } from './testing.ts'

const patchesWhere = async (data: Record<string, string>) => {
  const { kubectl, asked } = scripted({ 'get --namespace=knative-serving': { stdout: JSON.stringify({ data }) } })
  await ensureDomain(kubectl, 'audit.example')
  return asked.filter((line) => line.startsWith('patch'))
}

it('gives a domain to AuditFlow’s functions alone', async () => {
  const [patch = '', ...others] = await patchesWhere({ 'other.example': '' })
  expect(others).toEqual([])
  const { data } = JSON.parse(patch.slice(patch.indexOf('{'))) as { data: Record<string, string> }
  expect(Object.keys(data)).toEqual(['audit.example'])
  expect(parse(data['audit.example'] ?? '')).toEqual({ selector: { 'app.kubernetes.io/part-of': 'auditflow' } })
})

it('leaves a domain that is there as it is', async () => {
  expect(await patchesWhere({ 'audit.example': '' })).toEqual([])
})
