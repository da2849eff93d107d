import { statSync } from 'node:fs'
import { bundleFunctions } from './bundle.mjs'

await bundleFunctions()
for (const { name } of await import('./local/manifests.ts').then(({ readManifests }) => readManifests('.').functions))
  console.log(`dist/functions/${name}.cjs  ${Math.round(statSync(`dist/functions/${name}.cjs`).size / 1024)} KB`)
