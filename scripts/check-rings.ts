import { ROOT } from './bundle.mjs'
import { checkTree } from './rings/check-tree.ts'

const { files, faults, warnings } = checkTree(ROOT)
for (const warning of warnings) console.log(`long: ${warning}`)
for (const fault of faults) console.error(fault)
console.log(`${files} files, ${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
