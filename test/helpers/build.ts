import { bundleFunctions, bundlePrograms, bundleScript } from '../../scripts/bundle.mjs'

/** Builds once what the tests start as processes. */
export async function setup(): Promise<void> {
  await bundleFunctions()
  await bundlePrograms()
  await bundleScript('start')
  await bundleScript('auditflow')
}
