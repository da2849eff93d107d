#!/usr/bin/env node
// `npx auditflow …`, on a fresh clone too. Files are named as seen from the folder it is called from.
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'

const calledFrom = process.cwd()
const file = await prepare('auditflow')
const { auditflow } = await import(pathToFileURL(file).href)
process.chdir(calledFrom)
process.exitCode = await auditflow(process.argv.slice(2))
