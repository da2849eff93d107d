import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bundleFunctions, ROOT } from '../../scripts/bundle.mjs'

/** The functions' names, their bundles in dist/functions brought up to date with the sources first. */
export async function freshBundles(): Promise<string[]> {
  const names = functionNames()
  const newest = Math.max(...['functions', 'shared', 'infra'].flatMap((folder) => changeTimes(join(ROOT, folder))))
  const bundles = names.map((name) => join(ROOT, 'dist/functions', `${name}.js`))
  if (bundles.some((file) => !existsSync(file) || statSync(file).mtimeMs < newest)) await bundleFunctions()
  return names
}

export function functionNames(): string[] {
  return readdirSync(join(ROOT, 'functions'))
}

function changeTimes(folder: string): number[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(folder, file)).mtimeMs)
}
