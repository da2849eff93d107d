import { describe, expect, it } from 'vitest'
import { parseRouting } from './parse-routing.ts'
import { drive } from './testing/drive.ts'
import { toldLine } from './testing/timeline.ts'
import { TIMELINES } from './testing/timelines.ts'

const noFile = (): string => {
  throw new Error('there are no files')
}

describe('what is told when', () => {
  it.each(TIMELINES.map((timeline) => [timeline.name, timeline] as const))('%s', (_, timeline) => {
    const told = drive(timeline, parseRouting(timeline.routing, noFile)).map((one) => toldLine(timeline, one))
    expect(told.sort()).toEqual([...timeline.told].sort())
  })
})
