import { describe, expect, it } from 'vitest'
import { mailbox } from './mailbox.ts'

const sum = (cursor: string, events: number) => ({ cursor, events, alerts: 1, rejected: 0 })

describe('mailbox', () => {
  it('adds up what a slow reader has not taken, under the last cursor', async () => {
    const box = mailbox()
    box.changed(sum('1-1', 2))
    box.changed(sum('2-2', 3))
    expect(await box.next(1_000)).toEqual({ cursor: '2-2', events: 5, alerts: 2, rejected: 0 })
  })

  it('wakes a waiting reader', async () => {
    const box = mailbox()
    const waiting = box.next(60_000)
    box.changed(sum('1-1', 1))
    expect(await waiting).toMatchObject({ events: 1 })
  })

  it('is quiet when nothing comes, and ended for good after the end', async () => {
    const box = mailbox()
    expect(await box.next(1)).toBe('quiet')
    const waiting = box.next(60_000)
    box.ended()
    expect(await waiting).toBe('ended')
    expect(await box.next(60_000)).toBe('ended')
  })
})
