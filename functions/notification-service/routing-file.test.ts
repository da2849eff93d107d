import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { recordingReader } from './routing-file.ts'

it('reads what a routing file names where that is a file, whose end comes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditflow-'))
  writeFileSync(join(folder, 'slack-url'), 'https://chat.example/')
  const { read, files } = recordingReader(folder)
  expect(read('slack-url')).toBe('https://chat.example/')
  expect(() => read('/dev/zero')).toThrow(/^it is no file$/)
  expect(() => read('.')).toThrow(/^it is no file$/)
  expect(() => read('nowhere')).toThrow(/^ENOENT$/)
  expect(Object.keys(files)).toEqual(['slack-url'])
})
