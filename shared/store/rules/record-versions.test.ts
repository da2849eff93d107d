import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { type RuleVersion, recordVersions } from './record-versions.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const version = (ruleId: string, digits: string): RuleVersion => ({
  ruleId,
  version: digits,
  title: `Rule ${ruleId} "quoted"`,
  origin: 'folder',
  doc: { title: 'x', text: 'NUL \0' },
})
const kept = () =>
  database.sql`select rule_id, version, title, origin, doc from rule_versions order by rule_id, first_seen_at, version`

describe('recordVersions', () => {
  it('keeps each version once and forgets none', async () => {
    expect(await recordVersions(database.sql, [version('a', '1'), version('b', '1')])).toBe(2)
    expect(await recordVersions(database.sql, [version('a', '1'), version('b', '1')])).toBe(0)
    expect(await recordVersions(database.sql, [version('a', '2'), version('b', '1')])).toBe(1)
    expect(await recordVersions(database.sql, [])).toBe(0)
    expect((await kept()).map(({ rule_id, version: digits }) => `${rule_id}${digits}`)).toEqual(['a1', 'a2', 'b1'])
    expect((await kept())[0]).toEqual({
      rule_id: 'a',
      version: '1',
      title: 'Rule a "quoted"',
      origin: 'folder',
      doc: { title: 'x', text: 'NUL \\u0000' },
    })
  })

  it('is done by many at once', async () => {
    const versions = Array.from({ length: 50 }, (_, index) => version(`many-${index}`, '1'))
    const counts = await Promise.all(
      [versions, versions.toReversed(), versions].map((one) => recordVersions(database.sql, one)),
    )
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50)
  })
})
