// `node scripts/run.mjs NAME …` runs scripts/NAME.ts (or folder/NAME.ts) on a fresh clone too.
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'

const [name, ...args] = process.argv.slice(2)
const file = await prepare(name)
process.argv.splice(1, process.argv.length, file, ...args)
await import(pathToFileURL(file).href)
