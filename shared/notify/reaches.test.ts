import { describe, expect, it } from 'vitest'
import { LEVELS } from '../events/catalogue.ts'
import { reaches } from './reaches.ts'

describe('reaches', () => {
  it('takes the asked level and everything worse', () => {
    expect(LEVELS.filter((level) => reaches(level, 'medium'))).toEqual(['medium', 'high', 'critical'])
    expect(LEVELS.filter((level) => reaches(level, 'informational'))).toEqual([...LEVELS])
    expect(LEVELS.filter((level) => reaches(level, 'critical'))).toEqual(['critical'])
  })
})
