import { describe, expect, it } from 'vitest'
import { readTests, TestsError } from './read-tests.ts'

const file = (events: unknown, alerts: unknown = []) => ({ tests: [{ name: 'n', events, alerts }] })

function faultsOf(document: unknown): readonly string[] {
  try {
    readTests(document)
    return []
  } catch (error) {
    if (error instanceof TestsError) return error.lines
    throw error
  }
}

describe('reading tests of rules', () => {
  it('fills in what is left out', () => {
    expect(readTests(file([{}]))).toEqual({
      tests: [{ name: 'n', events: [{ atMs: 0, repeat: 1, everyMs: 1000, event: {}, raw: {} }], alerts: [] }],
    })
  })

  it.each([
    ['90s', 90_000],
    ['-2h', -7_200_000],
    ['3d', 259_200_000],
  ])('reads the time %s', (at, atMs) => {
    expect(readTests(file([{ at }])).tests[0]!.events[0]!.atMs).toBe(atMs)
  })

  it.each<[unknown, string]>([
    [7, 'the document: must be a map'],
    [{}, 'tests: must be a list of tests'],
    [{ tests: [] }, 'tests: must name at least one test'],
    [{ ...file([{}]), rules: 'x' }, 'the document: has the unknown key "rules": use rule, tests'],
    [{ tests: [{ events: [{}], alerts: [] }] }, 'test 1: name: must be a text'],
    [{ tests: [7] }, 'test 1: the test: must be a map'],
    [file([]), '"n": events: must name at least one event'],
    [file([{ at: 5 }]), '"n": events.0.at: must be a time such as 90s, 5m or -2h'],
    [file([{ at: '5 minutes' }]), '"n": events.0.at: must be a time such as 90s, 5m or -2h'],
    [file([{ repeat: 0 }]), '"n": events.0.repeat: must be a whole number from 1 to 10000'],
    [file([{ raws: {} }]), '"n": events.0: has the unknown key "raws": use at, repeat, every, event, raw, logsource'],
    [file([{ event: [] }]), '"n": events.0.event: must be a map of parts of the event'],
    [file([{}], null), '"n": alerts: must be a list of alerts, [] for none'],
    [file([{}], [{ keys: 'x' }]), '"n": alerts.0: has the unknown key "keys": use key, events'],
  ])('refuses %j, naming test and field', (document, wanted) => {
    expect(faultsOf(document)).toEqual([wanted])
  })
})
