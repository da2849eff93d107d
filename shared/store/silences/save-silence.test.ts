import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { readOnly } from '../read-only.ts'
import { activeSilences } from './active-silences.ts'
import { endSilence } from './end-silence.ts'
import { findSilences, type SilenceFilter } from './find-silences.ts'
import { readSilence } from './read-silence.ts'
import { saveSilence } from './save-silence.ts'
import { aSilence, HOUR, labelled, MINUTE, NOW, type SilenceParts, save, saved } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.sql`truncate silences`
  await database.sql`delete from alerts`
})

const read = (id: string, at = NOW) => readOnly(database.sql, (reader) => readSilence(reader, id, at))
const active = async (at: number) =>
  (await readOnly(database.sql, (reader) => activeSilences(reader, at))).map(({ id }) => id)
const end = (id: string, now: number, by = 'bob') => endSilence(database.sql, id, { by, now })
const list = (filter: Partial<SilenceFilter> = {}, at = NOW) =>
  readOnly(database.sql, (reader) => findSilences(reader, { limit: 50, ...filter }, at))

describe('a silence', () => {
  it('is kept as it was asked for', async () => {
    const id = await saved(database.sql, {
      matchers: 'level="low", actor.user.name=~"svc-.*", tag!=x',
      author: ' ann ',
    })
    expect(await read(id)).toEqual({
      id,
      matchers: [
        { name: 'level', op: '=', value: 'low' },
        { name: 'actor.user.name', op: '=~', value: 'svc-.*' },
        { name: 'tag', op: '!=', value: 'x' },
      ],
      starts_at: '2026-11-25T07:30:00+00:00',
      ends_at: '2026-11-25T09:30:00+00:00',
      author: 'ann',
      comment: 'maintenance',
      created_at: '2026-11-25T07:30:00+00:00',
      ended_by: null,
      announced_at: null,
      state: 'active',
    })
  })

  it('is in force from its start, and no longer at its end', async () => {
    const id = await saved(database.sql, { startsAt: NOW + HOUR, endsAt: NOW + 2 * HOUR })
    const at = (ms: number) => active(NOW + ms)
    expect([await at(0), await at(HOUR - 1), await at(HOUR), await at(2 * HOUR - 1), await at(2 * HOUR)]).toEqual([
      [],
      [],
      [id],
      [id],
      [],
    ])
    const states = [0, HOUR, 2 * HOUR].map(async (ms) => (await read(id, NOW + ms))?.state)
    expect(await Promise.all(states)).toEqual(['pending', 'active', 'expired'])
  })

  it('that should have begun begins now', async () => {
    const id = await saved(database.sql, { startsAt: NOW - HOUR })
    expect(await read(id)).toMatchObject({ starts_at: '2026-11-25T07:30:00+00:00' })
  })

  it('is read by the engine with its matchers and times', async () => {
    const id = await saved(database.sql, { matchers: 'a=b' })
    expect(await readOnly(database.sql, (reader) => activeSilences(reader, NOW))).toEqual([
      { id, matchers: [{ name: 'a', op: '=', value: 'b' }], startsAt: NOW, endsAt: NOW + 2 * HOUR },
    ])
  })

  it.each<[string, SilenceParts, string, string]>([
    ['an end before its start', { startsAt: NOW + 2 * HOUR, endsAt: NOW + HOUR }, 'endsAt', 'is not after the start'],
    ['an end at its start', { startsAt: NOW + HOUR, endsAt: NOW + HOUR }, 'endsAt', 'is not after the start'],
    ['an end that has passed', { startsAt: NOW - HOUR, endsAt: NOW }, 'endsAt', 'has passed'],
    ['an end that is no time', { endsAt: Number.NaN }, 'endsAt', 'is not after the start'],
    ['a start that is no time', { startsAt: Number.NaN }, 'startsAt', 'is more than a year ahead'],
    ['more than a year', { endsAt: NOW + 400 * 24 * HOUR }, 'endsAt', 'is more than a year after the start'],
    [
      'a start in the far future',
      { startsAt: NOW + 400 * 24 * HOUR, endsAt: NOW + 401 * 24 * HOUR },
      'startsAt',
      'is more than a year ahead',
    ],
    ['no author', { author: ' ' }, 'createdBy', 'is missing'],
    ['too long an author', { author: 'a'.repeat(201) }, 'createdBy', 'is longer than 200 characters'],
    ['no comment', { comment: '' }, 'comment', 'is missing'],
    ['too long a comment', { comment: 'a'.repeat(2_001) }, 'comment', 'is longer than 2000 characters'],
    ['too many matchers', { matchers: Array(51).fill('a=b').join() }, 'matchers', 'are more than 50'],
  ])('with %s is refused, with field and reason', async (_, parts, field, reason) => {
    await expect(save(database.sql, parts)).rejects.toMatchObject({ name: 'SilenceRefused', field, reason })
    expect((await list()).rows).toEqual([])
  })

  it('with a regular expression that can not be read is refused', async () => {
    const silence = { ...aSilence(), matchers: [{ name: 'a', op: '=~' as const, value: '(' }] }

    await expect(saveSilence(database.sql, silence, NOW)).rejects.toMatchObject({
      field: 'matchers[0]',
      reason: expect.stringContaining('regular expression'),
    })
  })

  it('is one of a thousand at most that are not over', async () => {
    await database.sql`
      insert into silences (matchers, starts_at, ends_at, author, comment)
      select '[]', now(), ${new Date(NOW + HOUR).toISOString()}, 'ann', 'x' from generate_series(1, 1000)`
    await expect(save(database.sql)).rejects.toMatchObject({
      field: 'matchers',
      reason: expect.stringContaining('1000'),
    })
    expect(await save(database.sql, { at: NOW + HOUR })).toMatchObject({ kind: 'saved' })
  })
})

describe('changing a silence', () => {
  it('ends it and makes another', async () => {
    const old = await saved(database.sql, { matchers: 'a=b' })
    const changed = await saved(database.sql, { replaces: old, at: NOW + MINUTE, matchers: 'a=c', author: 'bob' })
    expect(changed).not.toBe(old)
    expect(await active(NOW + MINUTE)).toEqual([changed])
    expect(await read(old, NOW + MINUTE)).toMatchObject({ state: 'expired', ended_by: 'bob' })
  })

  it('leaves one that was over as it was', async () => {
    const old = await saved(database.sql)
    const changed = await saved(database.sql, { replaces: old, at: NOW + 3 * HOUR })
    expect(await read(old, NOW + 3 * HOUR)).toMatchObject({ ended_by: null, ends_at: '2026-11-25T09:30:00+00:00' })
    expect(await active(NOW + 3 * HOUR)).toEqual([changed])
  })

  it('of which there is none makes none', async () => {
    expect(await save(database.sql, { replaces: randomUUID() })).toEqual({ kind: 'unknown' })
    expect((await list()).rows).toEqual([])
  })

  it('to one that would mute everything leaves the old in force', async () => {
    const old = await saved(database.sql)
    expect(await save(database.sql, { replaces: old, matchers: '{}' })).toMatchObject({ kind: 'unconfirmed' })
    expect(await active(NOW)).toEqual([old])
  })
})

describe('ending a silence', () => {
  it('ends it at once and says who did', async () => {
    const id = await saved(database.sql)
    expect(await end(id, NOW + MINUTE)).toBe('ended')
    expect(await active(NOW + MINUTE)).toEqual([])
    expect(await read(id, NOW + MINUTE)).toMatchObject({ state: 'expired', ended_by: 'bob' })
    expect(await end(id, NOW + 2 * MINUTE, 'eve')).toBe('over')
    expect(await read(id)).toMatchObject({ ended_by: 'bob', ends_at: '2026-11-25T07:31:00+00:00' })
  })

  it('ends one that has not begun, so that it never does', async () => {
    const id = await saved(database.sql, { startsAt: NOW + HOUR })
    expect(await end(id, NOW + MINUTE)).toBe('ended')
    expect(await read(id, NOW + MINUTE)).toMatchObject({ state: 'expired' })
    expect(await active(NOW + HOUR)).toEqual([])
  })

  it('needs one that there is, and a name', async () => {
    expect(await end(randomUUID(), NOW)).toBe('unknown')
    await expect(end(randomUUID(), NOW, ' ')).rejects.toMatchObject({ field: 'by', reason: 'is missing' })
  })
})

describe('the list', () => {
  it('is of a state, in pages, those that end last first', async () => {
    const ending = (hours: number, parts: SilenceParts = {}) =>
      saved(database.sql, { endsAt: NOW + hours * HOUR, ...parts })
    const first = await ending(1)
    const third = await ending(3)
    const second = await ending(2)
    const pending = await ending(5, { startsAt: NOW + 4 * HOUR })
    const ids = async (filter: Partial<SilenceFilter>, at = NOW) => (await list(filter, at)).rows.map(({ id }) => id)
    expect(await ids({})).toEqual([pending, third, second, first])
    expect(await ids({ state: 'active' })).toEqual([third, second, first])
    expect(await ids({ state: 'pending' })).toEqual([pending])
    expect(await ids({ state: 'expired' }, NOW + 2 * HOUR)).toEqual([second, first])
    const { rows, next } = await list({ limit: 3 })
    expect(rows.map(({ id }) => id)).toEqual([pending, third, second])
    const [time, id] = next!.split('_') as [string, string]
    expect(await list({ limit: 3, after: { time, id } })).toMatchObject({ rows: [{ id: first }], next: null })
  })
})

describe('a silence that mutes everything', () => {
  it.each([
    ['has no matcher', '{}', 'no matcher'],
    ['has matchers that an alert without labels matches', 'a=~".*", b!="x"', 'lack the label'],
  ])('because it %s needs to be confirmed, and says what it would mute', async (_, matchers, reason) => {
    const id = await labelled(database.sql, {}, { title: 'Many failed logins', key: 'actor=x' })
    const outcome = await save(database.sql, { matchers })
    expect(outcome).toMatchObject({
      kind: 'unconfirmed',
      reason: expect.stringContaining(reason),
      preview: { count: 1, more: false, rules: [{ title: 'Many failed logins', count: 1, alerts: [{ id }] }] },
    })
    expect((await list()).rows).toEqual([])
    expect(await save(database.sql, { matchers, confirm: true })).toMatchObject({ kind: 'saved' })
  })

  it('because each of several unresolved alerts matches needs to be confirmed', async () => {
    await labelled(database.sql, { product: ['okta'] })
    expect(await save(database.sql, { matchers: 'product=okta' })).toMatchObject({ kind: 'saved' })
    await labelled(database.sql, { product: ['okta'] }, { status: 'acknowledged' })
    expect(await save(database.sql, { matchers: 'product=okta' })).toMatchObject({
      kind: 'unconfirmed',
      reason: 'it mutes all 2 alerts that are unresolved now',
    })
    await labelled(database.sql, { product: ['github'] }, { status: 'resolved' })
    expect(await save(database.sql, { matchers: 'product=okta' })).toMatchObject({ kind: 'unconfirmed' })
    await labelled(database.sql, { product: ['github'] })
    expect(await save(database.sql, { matchers: 'product=okta' })).toMatchObject({ kind: 'saved' })
  })
})
