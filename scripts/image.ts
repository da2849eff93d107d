import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { bundleFunctions, bundlePrograms, FUNCTIONS, PROGRAMS } from './bundle.mjs'
import { buildImage, findEngine } from './image/engine.ts'
import { labelsOf } from './image/labels.ts'
import { localImages } from './image/local-images.ts'
import { readOptions } from './image/options.ts'
import { writeSbom } from './image/sbom.ts'

try {
  const { version: own } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const defaults = { prefix: process.env['AUDITFLOW_REGISTRY'], version: own }
  const { local, prefix, version, names } = readOptions(process.argv.slice(2), [...FUNCTIONS, ...PROGRAMS], defaults)
  const engine = local ? undefined : findEngine(process.env)
  await bundleFunctions(FUNCTIONS.filter((name) => names.includes(name)))
  await bundlePrograms(PROGRAMS.filter((name) => names.includes(name)))
  writeSbom()
  const revision = readRevision()
  const images = names.map((program) => ({
    program,
    name: `${prefix}/${program}:${version}`,
    labels: labelsOf(program, version, revision),
  }))
  if (engine === undefined) {
    for (const file of localImages(images)) console.log(`${file}  ${Math.round(statSync(file).size / 1024 / 1024)} MiB`)
  } else {
    for (const { program, name } of images) {
      buildImage(engine, name, { FUNCTION: program, VERSION: version, REVISION: revision })
      console.log(name)
    }
  }
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

/** The commit that the images are made from; without git, or outside of a repository, it is not known. */
function readRevision(): string {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
    encoding: 'utf8',
  })
  return status === 0 ? stdout.trim() : 'unknown'
}
