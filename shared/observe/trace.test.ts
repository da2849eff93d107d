import { describe, expect, it } from 'vitest'
import { newTraceparent, traceIdOf } from './trace.ts'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

describe('traces', () => {
  it('have the id that a valid traceparent carries', () => {
    expect(traceIdOf(`00-${ID}-00f067aa0ba902b7-01`)).toBe(ID)
  })

  it.each([
    undefined,
    null,
    '',
    'x',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${ID}-${'0'.repeat(16)}-01`,
    `00-${ID.toUpperCase()}-00f067aa0ba902b7-01`,
    `ff-${ID}-00f067aa0ba902b7-01`,
    `00-${ID}-00f067aa0ba902b7-01-extra`,
  ])('have none in %s', (traceparent) => {
    expect(traceIdOf(traceparent)).toBeUndefined()
  })

  it('begin anew with a valid traceparent of their own each', () => {
    const [one, two] = [newTraceparent(), newTraceparent()]
    expect(traceIdOf(one)).toMatch(/^[0-9a-f]{32}$/)
    expect(traceIdOf(one)).not.toBe(traceIdOf(two))
  })
})
