import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { faultLine } from './fault.ts'
import { parseRules } from './index.ts'
import { aRule } from './testing.ts'

type Document = { title?: string; correlation?: { rules: string[] } }
const text = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, yaml = '']) => parseAllDocuments(yaml)[0]?.toJS() as Document,
)

it.each(examples)('the example $title loads', (doc) => {
  const whole = doc.correlation === undefined ? aRule({ ...doc }) : doc
  const rules = (doc.correlation?.rules ?? []).map((name) => aRule({ name, title: name }))
  const { faults } = parseRules([whole, ...rules].map((one) => ({ file: 'README.md', doc: one })))
  expect(faults.map(faultLine)).toEqual([])
})

it('there is an example of each of its own types', () => {
  expect(examples.flatMap(({ correlation }) => (correlation === undefined ? [] : [correlation]))).toHaveLength(5)
})
