import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareRoom } from './share-room.ts'

const due = (count: number, tried: readonly number[] = []) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index), fresh: !tried.includes(index) }))
const ids = ({ direct, together }: ReturnType<typeof shareRoom>) =>
  [direct, together].map((all) => all.map((one) => one.id).join(' '))

describe('the room of a channel', () => {
  it('is enough: each goes alone, as many as may be under way', () => {
    expect(ids(shareRoom(due(3), 20, 4, true))).toEqual(['0 1 2', ''])
    expect(ids(shareRoom(due(6), 20, 4, true))).toEqual(['0 1 2 3', ''])
  })

  it('is too little: the last place is for all that is left', () => {
    expect(ids(shareRoom(due(6), 3, 4, true))).toEqual(['0 1', '2 3 4 5'])
    expect(ids(shareRoom(due(6), 1, 4, true))).toEqual(['', '0 1 2 3 4 5'])
  })

  it('is too little while others are under way: the digest waits for its place', () => {
    expect(ids(shareRoom(due(30), 20, 4, true))).toEqual(['0 1 2 3', ''])
    expect(ids(shareRoom(due(30), 3, 2, true))).toEqual(['0 1', ''])
  })

  it('is none: all wait', () => {
    expect(ids(shareRoom(due(6), 0, 4, true))).toEqual(['', ''])
    expect(ids(shareRoom(due(6), -2, 4, true))).toEqual(['', ''])
    expect(ids(shareRoom(due(6), 5, 0, true))).toEqual(['', ''])
  })

  it('is too little for a kind without digests: some go, the others wait', () => {
    expect(ids(shareRoom(due(6), 3, 4, false))).toEqual(['0 1 2', ''])
  })

  it('takes nothing into a digest that was tried, and makes no digest of one', () => {
    expect(ids(shareRoom(due(6, [1, 4]), 2, 4, true))).toEqual(['0', '2 3 5'])
    expect(ids(shareRoom(due(3, [0, 2]), 2, 4, true))).toEqual(['0 1', ''])
    expect(ids(shareRoom(due(3, [0, 1, 2]), 1, 4, true))).toEqual(['0', ''])
  })

  it('is never exceeded, nothing goes twice, and something goes where there is a place', () => {
    const notices = fc
      .array(fc.boolean(), { maxLength: 40 })
      .map((all) => all.map((fresh, id) => ({ id: `${id}`, fresh })))
    const count = fc.integer({ min: -2, max: 25 })
    fc.assert(
      fc.property(notices, count, count, fc.boolean(), (all, room, lanes, digests) => {
        const { direct, together } = shareRoom(all, room, lanes, digests)
        const gone = direct.length + (together.length > 0 ? 1 : 0)
        expect(gone).toBeLessThanOrEqual(Math.max(0, Math.min(room, lanes)))
        if (all.length > 0 && room > 0 && lanes > 0) expect(gone).toBeGreaterThan(0)
        expect(new Set([...direct, ...together]).size).toBe(direct.length + together.length)
        expect(together.every(({ fresh }) => fresh) && together.length !== 1).toBe(true)
        expect(together.length === 0 || digests).toBe(true)
      }),
    )
  })
})
