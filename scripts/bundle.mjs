// Plain JavaScript: it runs before anything is bundled, and Node 20 does not run TypeScript.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/** The project's folder: scripts/run.mjs changes into it, and this file itself ends up bundled elsewhere. */
export const ROOT = process.cwd()
const RULES = join(ROOT, 'shared/detect/rules')

/** `auditflow:rules`: the own rule pack, parsed here so that no start costs a YAML parser or reads files. */
const ownRules = embedded('rules', async () => {
  const { parseAllDocuments } = await import('yaml')
  const files = readdirSync(RULES).filter((file) => file.endsWith('.yml') && !file.endsWith('.tests.yml'))
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(RULES, file), 'utf8')).map((document) => ({ file, doc: document.toJS() })),
  )
})

const SOURCES = join(ROOT, 'knative/base/sources')
const MIGRATIONS = join(ROOT, 'shared/store/migrations')

/** `auditflow:migrations`: the files of the database's schema, for programs of which only the bundle is there. */
const ownMigrations = embedded('migrations', () =>
  readdirSync(MIGRATIONS).map((file) => ({ file, sql: readFileSync(join(MIGRATIONS, file), 'utf8') })),
)

/** `auditflow:sources`: what knative/base/sources says, for the connector, which does the same without Knative. */
const ownSources = embedded('sources', async () => {
  const { parseAllDocuments } = await import('yaml')
  const files = readdirSync(SOURCES).filter((file) => file.endsWith('.yaml'))
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(SOURCES, file), 'utf8')).map((document) => ({ file, doc: document.toJS() })),
  )
})

/** A plugin that answers the import of `auditflow:NAME` with a value that is worked out while bundling. */
function embedded(name, read) {
  const namespace = `auditflow-${name}`
  return {
    name: namespace,
    setup(plugin) {
      plugin.onResolve({ filter: new RegExp(`^auditflow:${name}$`) }, () => ({ path: name, namespace }))
      plugin.onLoad({ filter: /.*/, namespace }, async () => ({
        contents: JSON.stringify(await read()),
        loader: 'json',
      }))
    },
  }
}

/** The functions, by their folders' names. */
export const FUNCTIONS = readdirSync(join(ROOT, 'functions'))

const ENTRIES = { connector: 'scripts/connector/main.ts', prepare: 'scripts/prepare-services.ts' }

/** What else runs on a cluster: programs that are no functions. */
export const PROGRAMS = Object.keys(ENTRIES)

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  loader: { '.css': 'text' },
}

/**
 * Bundles each function into one file, `dist/functions/NAME.cjs`. CommonJS, since there what a lazily imported driver
 * asks of Node is loaded with the driver; an ES module's imports are all loaded at the start.
 */
export async function bundleFunctions(names = FUNCTIONS) {
  await bundleSingly(Object.fromEntries(names.map((name) => [name, join('functions', name, 'main.ts')])))
}

/** Bundles programs likewise, beside the functions. */
export async function bundlePrograms(names = PROGRAMS) {
  await bundleSingly(Object.fromEntries(names.map((name) => [name, ENTRIES[name]])))
}

async function bundleSingly(entryPoints) {
  await build({
    ...common,
    entryPoints,
    outdir: 'dist/functions',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minify: true,
    legalComments: 'none',
    plugins: [ownRules, ownMigrations, ownSources],
  })
}

/** Bundles a script, `NAME` of this folder or `folder/NAME` of the project, packages left out, and returns its file. */
export async function bundleScript(name) {
  const outfile = join(ROOT, 'dist/scripts', `${name}.js`)
  const entry = name.includes('/') ? `${name}.ts` : join('scripts', `${name}.ts`)
  await build({
    ...common,
    entryPoints: [entry],
    outfile,
    packages: 'external',
    plugins: [ownRules, ownMigrations, ownSources],
  })
  return outfile
}
