import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { ConfigError, readConfig } from './read-config.ts'
import { databaseUrl, level, secretList, wholeNumber } from './settings.ts'

const settings = {
  DATABASE_URL: databaseUrl,
  AUDITFLOW_TOKEN: secretList,
  AUDITFLOW_NAME: z.optional(z.string()),
  PORT: wholeNumber({ min: 0, max: 65_535, default: 8080 }),
}
const url = 'postgres://localhost/a'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const secret = (name: string, text: string) => writeFileSync(join(folder, name), text)
const read = (env: Record<string, string | undefined>) =>
  readConfig(settings, { AUDITFLOW_SECRETS_DIR: folder, ...env })
const faultsOf = (env: Record<string, string | undefined>) => {
  try {
    read(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.lines
    throw error
  }
  return []
}

describe('reading the configuration', () => {
  it('takes values from the environment, and defaults for the rest', () => {
    expect(read({ DATABASE_URL: url, PORT: '81', OTHER: 'x' })).toEqual({
      DATABASE_URL: url,
      AUDITFLOW_TOKEN: [],
      PORT: 81,
    })
  })

  it('gives values that can not be changed', () => {
    expect(Object.isFrozen(read({ DATABASE_URL: url }))).toBe(true)
  })

  it.each(['AUDITFLOW_TOKEN', 'auditflow-token'])('takes a value from the file %s, without the line end', (name) => {
    secret(name, 'one two\n')
    expect(read({ DATABASE_URL: url }).AUDITFLOW_TOKEN).toEqual(['one', 'two'])
  })

  it('takes a value from the file of the same name in a folder of that name', () => {
    mkdirSync(join(folder, 'auditflow-name'))
    secret('auditflow-name/auditflow-name', 'inner\n')
    expect(read({ DATABASE_URL: url }).AUDITFLOW_NAME).toBe('inner')
  })

  it('prefers the environment to a file, and the file of the exact name to the other', () => {
    secret('AUDITFLOW_NAME', 'exact')
    secret('auditflow-name', 'kebab')
    expect(read({ DATABASE_URL: url }).AUDITFLOW_NAME).toBe('exact')
    expect(read({ DATABASE_URL: url, AUDITFLOW_NAME: 'env' }).AUDITFLOW_NAME).toBe('env')
  })

  it('counts an empty variable and an empty file as unset', () => {
    secret('AUDITFLOW_NAME', '\n')
    expect(read({ DATABASE_URL: url, AUDITFLOW_NAME: '', PORT: '' })).toEqual({
      DATABASE_URL: url,
      AUDITFLOW_TOKEN: [],
      PORT: 8080,
    })
    expect(faultsOf({ DATABASE_URL: '' })).toEqual(['DATABASE_URL: missing'])
  })

  it('falls back from an empty variable to a file', () => {
    secret('AUDITFLOW_NAME', 'filed')
    expect(read({ DATABASE_URL: url, AUDITFLOW_NAME: '' }).AUDITFLOW_NAME).toBe('filed')
  })

  it('goes without a secrets folder that does not exist', () => {
    expect(readConfig(settings, { AUDITFLOW_SECRETS_DIR: join(folder, 'none'), DATABASE_URL: url }).PORT).toBe(8080)
  })

  it('names every wrong variable, one line each, and gives no value away', () => {
    const env = { DATABASE_URL: 'mysql://root:hunter2@db', PORT: '70000' }
    expect(faultsOf(env)).toEqual([
      'DATABASE_URL: must be a URL starting with postgres:// or postgresql://',
      'PORT: must be a whole number from 0 to 65535',
    ])
    expect(new ConfigError(faultsOf(env)).message).toBe(faultsOf(env).join('\n'))
  })

  it('gives no value away that a file holds, nor one that is none of a choice', () => {
    secret('database-url', 'hunter2')
    expect(faultsOf({}).join()).not.toContain('hunter2')
    expect(faultsOf({})).toHaveLength(1)
    expect(() => readConfig({ AUDITFLOW_LEVEL: level('low') }, { AUDITFLOW_LEVEL: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })

  it('says which file it can not read', () => {
    mkdirSync(join(folder, 'AUDITFLOW_NAME'))
    expect(faultsOf({ DATABASE_URL: url })).toEqual([
      `AUDITFLOW_NAME: ${join(folder, 'AUDITFLOW_NAME')} can't be read (EISDIR)`,
    ])
  })
})
