import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { FUNCTIONS, PROGRAMS } from '../bundle.mjs'
import { labelsOf } from './labels.ts'
import { writeSbom } from './sbom.ts'

const dockerfile = readFileSync('infra/image/Dockerfile', 'utf8').replaceAll('\\\n', ' ')
const instructions = dockerfile
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).trim() }))
const allOf = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest)
const NAMES = [...FUNCTIONS, ...PROGRAMS]

describe('infra/image/Dockerfile', () => {
  beforeAll(writeSbom)

  const sources = allOf('COPY').map((rest) => rest.split(' ').filter((part) => !part.startsWith('--'))[0] ?? '')

  it.each(NAMES)('copies only what is there for %s', (name) => {
    expect(sources).toHaveLength(2)
    for (const source of sources) expect(source.replace(`\${FUNCTION}`, name)).toSatisfy(existsSync)
  })

  it('is given by the ignore file what it copies, and nothing of the rest', () => {
    const [all, ...given] = readFileSync('infra/image/Dockerfile.dockerignore', 'utf8').trim().split('\n')
    expect(all).toBe('*')
    for (const source of sources) expect(given.some((one) => source.startsWith(one.slice(1)))).toBe(true)
  })

  it('needs no shell', () => {
    expect(allOf('RUN')).toEqual([])
    for (const command of [...allOf('CMD'), ...allOf('ENTRYPOINT'), ...allOf('HEALTHCHECK')]) {
      const form = command.replace(/^.*\bCMD /, '')
      expect(Array.isArray(JSON.parse(form)), command).toBe(true)
    }
  })

  it('runs as a user by number, who is not root, and asks for the health that every program tells', () => {
    expect(allOf('USER')).toEqual(['1000:1000'])
    expect(allOf('HEALTHCHECK').join()).toContain('/_/health')
  })

  it('gives the labels that images without an engine have', () => {
    const given = { FUNCTION: 'connector', VERSION: '1.2.3', REVISION: 'abc' }
    const values = Object.entries(given)
    const text = values.reduce(
      (label, [name, value]) => label.replaceAll(`\${${name}}`, value),
      allOf('LABEL').join(' '),
    )
    const labels = [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)].map(([, name, quoted, plain]) => [
      name,
      quoted ?? plain,
    ])
    expect(Object.fromEntries(labels)).toEqual(labelsOf('connector', '1.2.3', 'abc'))
    for (const [name] of values) expect(allOf('ARG').map((arg) => arg.split('=')[0])).toContain(name)
  })
})
