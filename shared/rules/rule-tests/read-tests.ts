import * as z from 'zod/mini'
import type { Json } from '../../events/audit-event.ts'
import { LogSource } from '../../events/audit-event.ts'

/** Events that a test makes: one, or copies of it. */
export type TestEvents = {
  /** When the first happens, from `TESTS_BEGIN` on. */
  atMs: number
  repeat: number
  /** From one copy to the next. */
  everyMs: number
  /** Parts of the normalised event. */
  event: { [key: string]: Json }
  raw: Json
  logsource?: LogSource | undefined
}

/** An alert that the rule must raise; what is left out may be anything. */
export type ExpectedAlert = { key?: string | undefined; events?: number | undefined }

export type RuleTest = { name: string; events: TestEvents[]; alerts: ExpectedAlert[] }

/** The tests of one file. `rule` is an id, a name or a title. */
export type RuleTests = { rule?: string | undefined; tests: RuleTest[] }

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const MOST_COPIES = 10_000

const offset = z.pipe(
  z
    .string('must be a time such as 90s, 5m or -2h')
    .check(z.regex(/^-?\d{1,9}[smhd]$/, 'must be a time such as 90s, 5m or -2h')),
  z.transform((text: string) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1)]!),
)
const count = (least: number) => {
  const reason = `must be a whole number from ${least} to ${MOST_COPIES}`
  return z.int(reason).check(z.gte(least, reason), z.lte(MOST_COPIES, reason))
}
const text = z.string('must be a text').check(z.minLength(1, 'must not be empty'))
const json = z.json() as unknown as z.ZodMiniType<Json>
const map = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has the unknown key "${issue.keys[0]}": use ${Object.keys(shape).join(', ')}`
        : 'must be a map',
  })

const Events = z.pipe(
  map({
    at: z._default(offset, 0),
    repeat: z._default(count(1), 1),
    every: z._default(offset, 1000),
    event: z._default(z.record(z.string(), json, 'must be a map of parts of the event'), {}),
    raw: z._default(json, {}),
    logsource: z.optional(map(LogSource.shape)),
  }),
  z.transform(({ at, every, ...rest }): TestEvents => ({ atMs: at, everyMs: every, ...rest })),
)
const Test = map({
  name: text,
  events: z.array(Events, 'must be a list of events').check(z.minLength(1, 'must name at least one event')),
  alerts: z.array(
    map({ key: z.optional(text), events: z.optional(count(1)) }),
    'must be a list of alerts, [] for none',
  ),
})
const Tests = map({
  rule: z.optional(text),
  tests: z.array(Test, 'must be a list of tests').check(z.minLength(1, 'must name at least one test')),
})

/** The tests of a file are wrong; each line names the test and the field. */
export class TestsError extends Error {
  override readonly name = 'TestsError'
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** Reads a parsed document of tests. Throws `TestsError`. */
export function readTests(document: unknown): RuleTests {
  const checked = z.safeParse(Tests, document)
  if (checked.success) return checked.data
  throw new TestsError(checked.error.issues.map((issue) => issueLine(document, issue)))
}

function issueLine(document: unknown, { path, message }: z.core.$ZodIssue): string {
  const [tests, index, ...field] = path
  if (tests !== 'tests' || index === undefined) return `${path.join('.') || 'the document'}: ${message}`
  return `${testName(document, Number(index))}: ${field.join('.') || 'the test'}: ${message}`
}

function testName(document: unknown, index: number): string {
  const name = z.safeParse(z.looseObject({ tests: z.array(z.looseObject({ name: text })) }), document).data?.tests[
    index
  ]?.name
  return name === undefined ? `test ${index + 1}` : `"${name}"`
}
