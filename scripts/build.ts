import { statSync } from 'node:fs'
import { bundleFunctions, bundlePrograms, FUNCTIONS, PROGRAMS } from './bundle.mjs'
import { writeSbom } from './image/sbom.ts'

await bundleFunctions()
await bundlePrograms()
writeSbom()
for (const name of [...FUNCTIONS, ...PROGRAMS])
  console.log(`dist/functions/${name}.cjs  ${Math.round(statSync(`dist/functions/${name}.cjs`).size / 1024)} KB`)
