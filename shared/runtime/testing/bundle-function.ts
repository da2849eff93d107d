import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Bundles a function of this folder into one file, which a test may fork as a process. */
export async function bundleFunction(name: string): Promise<{ file: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  const file = join(folder, 'function.mjs')
  await build({
    entryPoints: [`shared/runtime/testing/${name}.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  return { file, remove: () => rmSync(folder, { recursive: true }) }
}
