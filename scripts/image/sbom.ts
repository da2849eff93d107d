import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

export const SBOM_FILE = 'dist/sbom.cdx.json'

/**
 * Writes what the bundles are made of, in CycloneDX, from the lock file. What npm makes anew each time, a serial number
 * and the time, is left out, so that the same lock file gives the same bytes.
 * @throws with npm's own words
 */
export function writeSbom(): void {
  const args = ['sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { status, stdout, stderr, error } = spawnSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`npm sbom: ${error?.message ?? stderr.trim()}`)
  const sbom = JSON.parse(stdout) as { serialNumber?: string; metadata: { timestamp?: string } }
  delete sbom.serialNumber
  delete sbom.metadata.timestamp
  writeFileSync(SBOM_FILE, `${JSON.stringify(sbom, null, 1)}\n`)
}
