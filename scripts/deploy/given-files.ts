import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { faultLine, parseRules } from '../../shared/detect/index.ts'
import { parseRouting } from '../../shared/notify/routing/parse-routing.ts'
import { readExpected } from '../../shared/rules/read-expected.ts'
import type { Options } from './options.ts'
import type { Secrets, Values } from './secrets.ts'

/** A file of the user's that a program reads: the secret that holds it, its key there, and the variable that names it. */
export type GivenFile = {
  option: 'routing' | 'expected'
  secret: string
  key: string
  program: string
  variable: string
  /** Where the manifests mount the secret. */
  folder: string
}

export const GIVEN: readonly GivenFile[] = [
  {
    option: 'routing',
    secret: 'notification-routing',
    key: 'routing.yaml',
    program: 'notification-service',
    variable: 'AUDITFLOW_ROUTING',
    folder: '/var/run/secrets/auditflow-routing',
  },
  {
    option: 'expected',
    secret: 'expected-sources',
    key: 'expected.yaml',
    program: 'audit-log-analysis',
    variable: 'AUDITFLOW_EXPECTED',
    folder: '/var/run/secrets/auditflow-expected',
  },
]

/** The variables of a program that name files whose secrets are there. */
export function givenSettings(program: string, existing: Secrets): Values {
  const files = GIVEN.filter((file) => file.program === program && existing[file.secret]?.[file.key] !== undefined)
  return Object.fromEntries(files.map(({ variable, folder, key }) => [variable, `${folder}/${key}`]))
}

/**
 * The secrets that hold the files which the options name, read and checked. What a routing file names goes beside it.
 * @throws Error that says what is wrong with a file, and where
 */
export async function readGiven(options: Pick<Options, 'routing' | 'expected' | 'serve'>): Promise<Secrets> {
  const texts: Secrets = {}
  for (const { option, secret, key } of GIVEN) {
    const file = options[option]
    if (file === undefined) continue
    const beside = option === 'routing' ? checkRouting(file) : await checkExpected(file)
    const names = Object.keys(beside)
    if (options.serve === 'openfaas' && names.length > 0)
      throw new Error(
        `--${option} ${file}: names ${names.join(', ')}, but OpenFaaS mounts one file a secret: write all into it`,
      )
    texts[secret] = { ...beside, [key]: readText(option, file) }
  }
  return texts
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`--${option} ${file}: can't be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** @returns the files that it names, which the secret holds too */
function checkRouting(file: string): Values {
  const beside: Values = {}
  const read = (name: string): string => {
    if (!/^[-._a-zA-Z0-9]+$/.test(name)) throw new Error('it must lie beside the routing file, with which it goes')
    const text = readFileSync(join(dirname(file), name), 'utf8')
    beside[name] = text
    return text
  }
  const text = readText('routing', file)
  try {
    parseRouting(text, read)
  } catch (error) {
    throw new Error(`--routing ${file}: ${(error as Error).message}`, { cause: error })
  }
  return beside
}

async function checkExpected(file: string): Promise<Values> {
  const { documents, faults } = await readExpected(file)
  const lines = [...faults, ...parseRules(documents).faults].map(faultLine)
  if (lines.length > 0) throw new Error(`--expected: ${lines.join('\n')}`)
  return {}
}
