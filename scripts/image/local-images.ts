import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostNode } from './host-node.ts'
import { type Labels, SBOM_PATH } from './labels.ts'
import { layer, ociArchive } from './oci-archive.ts'
import { SBOM_FILE } from './sbom.ts'

const FOLDER = 'dist/images'
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** As infra/image/Dockerfile makes them, upon this machine's Node; all share one layer with it. Returns each file's name. */
export function* localImages(images: readonly { program: string; name: string; labels: Labels }[]): Generator<string> {
  mkdirSync(FOLDER, { recursive: true })
  const node = layer(hostNode())
  for (const { program, name, labels } of images) {
    const own = layer([
      { path: 'function.cjs', content: readFileSync(`dist/functions/${program}.cjs`) },
      { path: SBOM_PATH.slice(1), content: readFileSync(SBOM_FILE) },
    ])
    const config = {
      Cmd: ['node', '/function.cjs'],
      Env: [`PATH=${PATH}`, 'PORT=8080', 'NODE_ENV=production'],
      User: '1000:1000',
      WorkingDir: '/',
      ExposedPorts: { '8080/tcp': {} },
      Labels: labels,
    }
    const file = join(FOLDER, `${program}.tar`)
    writeFileSync(file, ociArchive(name, config, [node, own]))
    yield file
  }
}
