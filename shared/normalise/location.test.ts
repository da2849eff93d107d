import { describe, expect, it } from 'vitest'
import { locationFrom } from './location.ts'

describe('where an address is', () => {
  it('is what the provider says of it', () => {
    expect(locationFrom('NO', 'Oslo', 59.9, 10.7)).toEqual({ country: 'NO', city: 'Oslo', lat: 59.9, long: 10.7 })
    expect(locationFrom(undefined, '', null, null)).toBeUndefined()
  })

  it.each([[Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [Number.NaN], [181], ['59.9'], [true], [{}]])(
    'has no degrees where %j is given for them',
    (value) => {
      expect(locationFrom('NO', undefined, value, value)).toEqual({ country: 'NO' })
    },
  )
})
