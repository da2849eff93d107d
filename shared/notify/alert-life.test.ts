import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALERT_CHANGES, ALERT_STATUSES, type AlertState, type ChangeRequest, stepOf } from './alert-life.ts'
import { changeFault } from './change-fault.ts'

const by = 'ann'
const requestOf = (change: ChangeRequest['change']): ChangeRequest => ({
  change,
  by,
  ...(change === 'false-positive' && { reason: 'known' }),
  ...(change === 'assign' && { assignee: 'bob' }),
  ...(change === 'comment' && { comment: 'hm' }),
})
const outcome = (status: AlertState['status'], change: ChangeRequest['change']) => {
  const step = stepOf({ status, assignee: null }, requestOf(change))
  return step.kind === 'step' ? `${step.state.status}${step.newEpisode ? ' anew' : ''}` : step.kind
}

describe('the life of an alert', () => {
  it('allows from each status what the table says', () => {
    const table = Object.fromEntries(
      ALERT_STATUSES.map((status) => [
        status,
        Object.fromEntries(
          (['acknowledge', 'resolve', 'false-positive', 'reopen'] as const).map((verb) => [
            verb,
            outcome(status, verb),
          ]),
        ),
      ]),
    )
    expect(table).toEqual({
      open: {
        acknowledge: 'acknowledged',
        resolve: 'resolved',
        'false-positive': 'false_positive',
        reopen: 'unchanged',
      },
      acknowledged: {
        acknowledge: 'unchanged',
        resolve: 'resolved',
        'false-positive': 'false_positive',
        reopen: 'open',
      },
      resolved: {
        acknowledge: 'refused',
        resolve: 'unchanged',
        'false-positive': 'false_positive',
        reopen: 'open anew',
      },
      false_positive: {
        acknowledge: 'refused',
        resolve: 'refused',
        'false-positive': 'unchanged',
        reopen: 'open anew',
      },
    })
  })

  it('says in words why a change is refused', () => {
    expect(stepOf({ status: 'false_positive', assignee: null }, requestOf('resolve'))).toEqual({
      kind: 'refused',
      reason: "an alert that is false positive can't be changed by resolve",
    })
  })

  it('repeats no change but a comment, and changes no status by owner or comment', () => {
    const states = fc.record({
      status: fc.constantFrom(...ALERT_STATUSES),
      assignee: fc.constantFrom(null, 'bob', 'carol'),
    })
    fc.assert(
      fc.property(states, fc.constantFrom(...ALERT_CHANGES), (state, change) => {
        const step = stepOf(state, requestOf(change))
        if (step.kind !== 'step') return
        if (change === 'comment') expect(step.state).toEqual(state)
        else expect(stepOf(step.state, requestOf(change))).toEqual({ kind: 'unchanged' })
        if (change === 'assign' || change === 'unassign') expect(step.state.status).toBe(state.status)
        else expect(step.state.assignee).toBe(state.assignee)
      }),
    )
  })
})

describe('what a change needs', () => {
  it('is named with the reason why it is wrong', () => {
    const fieldOf = (request: Partial<ChangeRequest>) => changeFault({ change: 'resolve', by, ...request })?.field
    expect(fieldOf({})).toBeUndefined()
    expect(fieldOf({ by: ' ' })).toBe('by')
    expect(fieldOf({ change: 'comment', comment: 'x', by: '' })).toBe('by')
    expect(fieldOf({ by: 'AuditFlow' })).toBe('by')
    expect(fieldOf({ change: 'false-positive' })).toBe('reason')
    expect(fieldOf({ change: 'false-positive', reason: '\n ' })).toBe('reason')
    expect(fieldOf({ change: 'assign' })).toBe('assignee')
    expect(fieldOf({ change: 'comment' })).toBe('comment')
    expect(fieldOf({ change: 'comment', comment: 'x'.repeat(10_001) })).toBe('comment')
    expect(fieldOf({ reason: 'x'.repeat(2_001) })).toBe('reason')
  })
})
