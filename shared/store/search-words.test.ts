import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import type { AuditEvent, Json } from '../events/audit-event.ts'
import { searchQuery, searchWords } from './search-words.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const eventOf = (raw: Json): AuditEvent => ({ activity_name: 'x', raw }) as unknown as AuditEvent
const finds = async (query: string, raw: Json): Promise<boolean> => {
  const [row] = await database.sql<{ found: boolean }[]>`
    select ${searchWords(eventOf(raw))}::text::tsvector @@ ${searchQuery(query) ?? ''}::text::tsquery as found`
  return row?.found === true
}

describe('full text', () => {
  it.each([
    ['alice', 'alice@example.com'],
    ['example.com', 'alice@example.com'],
    ['203.0.113.7', 'from 203.0.113.7 port 22'],
    ['passwd', '/etc/passwd'],
    ['ONERROR', '<img src=x onerror="x">'],
    ['größe', 'GRÖSSE Größe'],
    ['日本', '日本 語'],
    ['prod*', 'bucket-production'],
    ['"delete bucket"', 'bucket: DeleteBucket delete'],
    ['nothing or alice', 'alice'],
    ['alice -bob', 'alice'],
    ['42', { deep: [{ number: 42 }] } as unknown as string],
  ])('%s finds %j', async (query, raw) => {
    expect(await finds(query, raw)).toBe(true)
  })

  it.each([
    ['bob', 'alice'],
    ['alice -example', 'alice@example.com'],
    ['alice bob', 'alice'],
    ['prod', 'production'],
  ])('%s does not find %j', async (query, raw) => {
    expect(await finds(query, raw)).toBe(false)
  })

  it('makes of any text a vector and a query that PostgreSQL takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const [row] = await database.sql<{ ok: boolean }[]>`
          select ${searchWords(eventOf(text))}::text::tsvector is not null
            and ${searchQuery(text) ?? ''}::text::tsquery is not null as ok`
        expect(row?.ok).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('has no query where there is no word', () => {
    expect(searchQuery(' - "" *** or ')).toBeUndefined()
  })

  it('bounds the words of one event', () => {
    const words = searchWords(eventOf(Array.from({ length: 5_000 }, (_, index) => `word${index} ${'y'.repeat(99)}`)))
    expect(words.split(' ').length).toBeLessThanOrEqual(300)
  })
})
