import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'

/** Where OpenFaaS and our Knative manifests mount secrets, a file a value. */
export const SECRET_FOLDERS = ['/var/openfaas/secrets', '/var/run/secrets/auditflow']

/** One line per wrong variable, naming it and the reason; values are left out, they may be secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

export type Check = (values: Record<string, string>) => string[]

/**
 * Reads the variables a schema names: from `env`, else from a file of that name, or of its kebab-case form
 * (`auditflow-ingest-token`: Kubernetes allows neither capitals nor `_` in a secret's name), in the secret folders.
 * An empty variable counts as unset.
 * @param check what one variable asks of another, over the texts as given: lines for what is wrong
 * @param env AUDITFLOW_SECRETS_DIR in it adds a folder, looked into first
 * @throws ConfigError
 */
export function readConfig<Shape extends Record<string, z.ZodMiniType>>(
  shape: Shape,
  env: Record<string, string | undefined>,
  check: Check = () => [],
): z.infer<z.ZodMiniObject<Shape>> {
  const folders = env['AUDITFLOW_SECRETS_DIR'] ? [env['AUDITFLOW_SECRETS_DIR'], ...SECRET_FOLDERS] : SECRET_FOLDERS
  const values: Record<string, string> = {}
  for (const name of Object.keys(shape)) {
    const value = env[name] || readSecret(folders, name)
    if (value) values[name] = value
  }
  const result = z.safeParse(z.object(shape), values)
  const lines = [...(result.error?.issues ?? []).map((issue) => lineOf(issue, values)), ...check(values)]
  if (!result.success || lines.length > 0) throw new ConfigError(lines)
  return Object.freeze(result.data) as z.infer<z.ZodMiniObject<Shape>>
}

function lineOf({ path, message, code }: z.core.$ZodIssue, values: Record<string, string>): string {
  const isMissing = code === 'invalid_type' && values[String(path[0])] === undefined
  return `${path.join('.')}: ${isMissing ? 'missing' : message}`
}

function readSecret(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders)
    for (const file of [name, name.toLowerCase().replaceAll('_', '-')]) {
      const path = join(folder, file)
      // `faas-cli generate --api=serving.knative.dev/v1` mounts each secret as a folder, its value as a file of its name.
      const text = readText(name, join(path, file)) ?? readText(name, path)
      if (text !== undefined) return text.trim()
    }
  return undefined
}

/** @returns undefined where there is no such file */
function readText(name: string, path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ConfigError([`${name}: ${path} can't be read (${code})`])
  }
}
