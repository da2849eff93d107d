import { bundleFunctions, bundleScript } from '../../scripts/bundle.mjs'

/** Builds once what the tests start as processes. */
export async function setup(): Promise<void> {
  await bundleFunctions()
  await bundleScript('start')
  await bundleScript('auditflow')
}
