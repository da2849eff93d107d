import { pathToFileURL } from 'node:url'
import { bundleScript } from '../../scripts/bundle.mjs'

/** What `npm run bench -- NAME` measures; without a name it is the path of an event. A module prints as it is loaded. */
const BENCHES = ['alerts', 'detection', 'fuzz', 'path', 'rules', 'sources']

const name = process.argv[2] ?? 'path'
// Bundled by itself, as functions are: what several benches share in one bundle runs a third slower.
if (BENCHES.includes(name)) await import(pathToFileURL(await bundleScript(`test/bench/${name}`)).href)
else {
  console.error(`There is no bench "${name}": name one of ${BENCHES.join(', ')}, or none for path`)
  process.exitCode = 1
}
