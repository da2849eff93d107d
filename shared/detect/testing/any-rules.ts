import fc from 'fast-check'
import type { Json, LogSource } from '../../events/audit-event.ts'
import { parseRules, type RuleDocument } from '../index.ts'
import { aRule } from '../testing.ts'

/** What tells literals apart badly: letter case, numbers as texts, dashes, wildcards, text that folds to other lengths. */
const TEXTS = [...words('x X xy Abcd xABCDEF abcdef-x /abcdef Σας σΑΣ İx ß true'), '']
const PATTERNS = words('* ? x* *bcd* a?cd ab*ef-? .bc+d \\* x\\? %who% %none% 10.0.0.0/8 2020-01-01')

function words(text: string): string[] {
  return text.split(' ')
}

/** Rule documents as a ruleset is made of, with the placeholders that these rules name. */
export function read(docs: readonly unknown[]) {
  const documents: RuleDocument[] = docs.map((doc) => ({ file: 'r.yml', doc }))
  return parseRules(documents, { placeholders: { who: ['x', '*bcd*'], none: [] } })
}

const sevens = fc.constantFrom<Json>(7, '7', '7.0', '70e-1')
const value = fc.oneof(sevens, fc.constantFrom<Json>(...TEXTS, 7.5, -0, true, null))
const ruleValue = fc.oneof(
  sevens,
  fc.constantFrom<Json>(...TEXTS, 7.5, 0, true, null),
  fc.constantFrom(...PATTERNS, 'a', 'b'),
)
const field = fc.constantFrom(...words('a a a b b a.b Operation eventName new_value Status gcp.audit.method_name'), '')
const MODIFIERS = [
  ...words(
    'contains startswith endswith contains|all all cased cased|contains neq contains|neq re re|i cidr exists gt',
  ),
  ...words('lte fieldref fieldref|endswith windash windash|contains base64 wide|base64offset|contains'),
  ...words('utf16le|contains expand expand|contains year hour|gt'),
]
const modifiers = fc.constantFrom('', '', '', ...MODIFIERS.map((some) => `|${some}`))
const entry = fc
  .tuple(
    fc.tuple(field, modifiers).map(([name, rest]) => name + rest),
    fc.oneof(ruleValue, fc.array(ruleValue, { minLength: 1, maxLength: 3 })),
  )
  .filter(
    ([name, wanted]) => read([aRule({ detection: { s: { [name]: wanted }, condition: 's' } })]).faults.length === 0,
  )
const map = fc.array(entry, { minLength: 1, maxLength: 3 }).map((entries): Json => Object.fromEntries(entries))
const selection = fc.oneof(
  { weight: 4, arbitrary: map },
  fc.array(fc.oneof(map, ruleValue), { minLength: 1, maxLength: 3 }),
)
const condition = fc.constantFrom(
  ...['s1', 's1', 's1 and s2', 's1 or s2', 's1 and not s2', 'not s1', '1 of s*', '2 of s*', 'all of them'],
  ...['not 2 of s*', 's1 and (s2 or not s3)', '(s1 or s2) and s3', 'not (not s1 or s2)'],
)

/** The log sources that the rules are for, with aliases and without. */
export const SEEN: LogSource[] = [
  { product: 'azure', service: 'auditlogs' },
  { product: 'azure', service: 'signinlogs' },
  { product: 'm365', service: 'threat_management' },
  { product: 'gcp', service: 'gcp.audit' },
  { product: 'gcp', service: 'google_workspace.admin' },
  { product: 'linux', category: 'process' },
]
const source = fc.constantFrom<Record<string, string>>(
  ...(SEEN as Record<string, string>[]),
  ...SEEN.map(({ product }) => ({ product })),
  ...[{ category: 'process' }, { service: 'auditlogs' }, { product: 'auditflow' }],
  ...[
    { product: 'auditflow', category: 'authentication' },
    { product: 'auditflow', service: 'auditlogs' },
  ],
)
const rule = fc.record({ logsource: source, s1: selection, s2: selection, s3: selection, condition })
const rules = fc
  .array(rule, { minLength: 1, maxLength: 12 })
  .map((all) => all.map(({ logsource, ...detection }, i) => aRule({ id: `${i}`, title: `${i}`, logsource, detection })))
const filter = fc.record({ s1: map, condition: fc.constantFrom('s1', 'not s1') }).map((body) => ({
  title: 'Filter',
  logsource: { product: 'azure' },
  filter: { rules: 'any', ...body },
}))

const key = fc.constantFrom(...words('a a a b b A B a.b operation Operation properties status result eventName'))
const further = fc.constantFrom(...words('protoPayload methodName events name value parameters Workload'), '')
const record = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    value,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.oneof({ weight: 3, arbitrary: key }, further), tie('node'), { maxKeys: 4 }),
  ),
})).node
/** Records made of what the rules look for. */
export const anyRecord = fc.oneof(
  record,
  fc.dictionary(key, fc.oneof({ weight: 2, arbitrary: value }, record), { maxKeys: 6 }),
)

/** Up to a dozen rules of a few log sources, and at times a filter. */
export const anyRules = fc.tuple(rules, fc.array(filter, { maxLength: 1 })).map((all): unknown[] => all.flat())
