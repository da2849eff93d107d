import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPlaceholders } from './read-placeholders.ts'
import { readPlaces } from './read-places.ts'
import { SettingsFileError } from './read-yaml-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (text: string) => {
  const path = join(folder, 'file.yml')
  writeFileSync(path, text)
  return path
}

describe('readPlaceholders', () => {
  it('reads lists of values by name, numbers as texts', async () => {
    expect(await readPlaceholders(file('admins: [ann, bob*]\nports: [22]\nnone: []'))).toEqual({
      admins: ['ann', 'bob*'],
      ports: ['22'],
      none: [],
    })
  })

  it.each([
    ['- ann', 'the file: must be a map of names to lists of values'],
    ['admins: ann', 'admins: must be a list of values'],
    ['admins: [[ann]]', 'admins.0: must be a text or a number'],
    ['admins: [ann', "can't be read: "],
  ])('refuses %j, naming the file, the place and the reason', async (text, reason) => {
    const reading = readPlaceholders(file(text))
    await expect(reading).rejects.toThrow(SettingsFileError)
    await expect(reading).rejects.toThrow(`${join(folder, 'file.yml')}: ${reason}`)
  })

  it('refuses a file that is not there', async () => {
    await expect(readPlaceholders(join(folder, 'none.yml'))).rejects.toThrow("none.yml: can't be read: ENOENT")
  })
})

describe('readPlaces', () => {
  it('reads countries and cities', async () => {
    const text = '- { country: SE, lat: 62, long: 15 }\n- { country: SE, city: Lund, lat: 55.7, long: 13.2 }'
    expect(await readPlaces(file(text))).toEqual([
      { country: 'SE', lat: 62, long: 15 },
      { country: 'SE', city: 'Lund', lat: 55.7, long: 13.2 },
    ])
  })

  it.each([
    ['country: SE', 'the file: must be a list of places'],
    ['- { country: "", lat: 1, long: 1 }', '0.country: must not be empty'],
    [
      '- { country: NO, lat: 1, long: 1 }\n- { country: SE, lat: 91, long: 1 }',
      '1.lat: must be a number from -90 to 90',
    ],
    ['- { country: SE, lat: 1, long: east }', '0.long: must be a number from -180 to 180'],
    [
      '- { country: SE, lat: 1, long: 1, town: Lund }',
      '0: must have country, lat and long, may have city, and nothing else',
    ],
  ])('refuses %j', async (text, reason) => {
    await expect(readPlaces(file(text))).rejects.toThrow(reason)
  })
})
