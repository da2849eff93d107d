import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'

const REQUIRED = ['main.ts', 'config.ts', 'README.md']
const HANDLERS = ['handle.ts', 'app.ts']

/** Every function has the same files, and is named by stack.yml and by a Knative Service; and neither names another. */
export function checkFunctions(root: string): string[] {
  const folders = readdirSync(join(root, 'functions'))
  const deployed = { 'stack.yml': stackNames(root), 'knative/base/services': serviceNames(root) }
  return [
    ...folders.flatMap((name) => missingFiles(root, name)),
    ...Object.entries(deployed).flatMap(([where, names]) => [
      ...folders.filter((name) => !names.includes(name)).map((name) => `functions/${name}: not named in ${where}`),
      ...names.filter((name) => !folders.includes(name)).map((name) => `${where}: names ${name}, which has no folder`),
    ]),
  ]
}

function missingFiles(root: string, name: string): string[] {
  const has = (file: string) => existsSync(join(root, 'functions', name, file))
  const missing = REQUIRED.filter((file) => !has(file))
  if (!HANDLERS.some(has)) missing.push(HANDLERS.join(' or '))
  return missing.map((file) => `functions/${name}: has no ${file}`)
}

function stackNames(root: string): string[] {
  const stack = parse(readFileSync(join(root, 'stack.yml'), 'utf8')) as { functions?: Record<string, unknown> }
  return Object.keys(stack.functions ?? {})
}

function serviceNames(root: string): string[] {
  const folder = join(root, 'knative/base/services')
  return readdirSync(folder)
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
    .map((document) => document.toJS() as { kind: string; metadata: { name: string } })
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata }) => metadata.name)
}
